package dev.nabla.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The file of API keys: a line for each with its owner, the SHA-256 of the key and when it was made. A key is 256 random bits, so a plain hash
 * of it tells nothing.
 */
final class KeyFile {
    static final String PREFIX = "nabla_";
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");

    private final Path path;

    KeyFile(Path path) {
        this.path = path;
    }

    /** A key as it is kept. */
    record Entry(String owner, String hash, String since) {
        /** What it is called where it is listed or revoked. */
        String id() {
            return hash.substring(0, 12);
        }
    }

    static String hash(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * All keys; none where there is no file.
     *
     * @throws IOException where it cannot be read, or a line is no key
     */
    List<Entry> entries() throws IOException {
        List<Entry> all = new ArrayList<>();
        if (!Files.exists(path)) {
            return all;
        }
        for (String line : Files.readAllLines(path)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.strip().split("\\s+", -1);
            if (parts.length != 3 || !OWNER.matcher(parts[0]).matches() || !parts[1].matches("[0-9a-f]{64}")) {
                throw new IOException(path + " has a line that is no key: owner, SHA-256 and time are needed");
            }
            all.add(new Entry(parts[0], parts[1], parts[2]));
        }
        return all;
    }

    /**
     * Makes a key.
     *
     * @return the key itself, which is kept nowhere
     */
    String add(String owner, Instant now) throws IOException {
        if (!OWNER.matcher(owner).matches()) {
            throw new IOException("an owner's name has 1 to 64 of A-Z, a-z, 0-9, _, ., @ and -");
        }
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        List<Entry> all = entries();
        all.add(new Entry(owner, hash(key), now.toString()));
        write(all);
        return key;
    }

    /** Takes keys back: the one of that id, or all of that owner. The number of them. */
    int revoke(String idOrOwner) throws IOException {
        List<Entry> all = entries();
        int before = all.size();
        all.removeIf(e -> e.id().equals(idOrOwner) || e.owner().equals(idOrOwner));
        write(all);
        return before - all.size();
    }

    /** The file is replaced as a whole, so that a service that reads it meanwhile sees the one or the other. */
    private void write(List<Entry> all) throws IOException {
        Path target = path.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path beside = Files.createTempFile(target.getParent(), "keys", ".new");
        Files.write(beside, all.stream().map(e -> e.owner() + " " + e.hash() + " " + e.since()).toList());
        Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
