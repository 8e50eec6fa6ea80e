package dev.nabla.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that are good now, by their hashes. The file is read again when it has changed, so a key that is revoked is refused at the next
 * request.
 */
final class ApiKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);
    private static final int SHORTEST = 16;
    private static final String FIRST_OWNER = "admin";

    private final @Nullable String first;
    private final @Nullable Path path;
    private volatile Known known = new Known(null, Map.of());

    /** What the file said when it was last changed. */
    private record Known(@Nullable FileTime changed, Map<String, String> ownerOf) {
    }

    /** @throws IllegalStateException where a key can be guessed, or a file cannot be read: nobody is let in by mistake */
    ApiKeys(SecuritySettings settings) {
        String key = settings.key();
        try {
            if (!settings.keyFile().isEmpty()) {
                key = Files.readString(Path.of(settings.keyFile())).strip();
            }
            if (!key.isEmpty() && key.length() < SHORTEST || key.isEmpty() && !settings.keyFile().isEmpty()) {
                throw new IllegalStateException("The API key is too short to be safe: " + SHORTEST + " characters are needed.");
            }
            first = key.isEmpty() ? null : KeyFile.hash(key);
            path = settings.keys().isEmpty() ? null : Path.of(settings.keys());
            if (path != null) {
                known = read(path);
            }
        } catch (IOException e) {
            throw new IllegalStateException("The API keys cannot be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable FileTime changed(Path path) throws IOException {
        return Files.exists(path) ? Files.getLastModifiedTime(path) : null;
    }

    private static Known read(Path path) throws IOException {
        FileTime changed = changed(path);
        Map<String, String> ownerOf = new HashMap<>();
        new KeyFile(path).entries().forEach(e -> ownerOf.put(e.hash(), e.owner()));
        return new Known(changed, ownerOf);
    }

    /** The owner of a key, or null where it is none. */
    @Nullable
    String owner(String key) {
        String hash = KeyFile.hash(key);
        return hash.equals(first) ? FIRST_OWNER : current().ownerOf.get(hash);
    }

    /** Where the file cannot be read any more nobody is let in by it. */
    private Known current() {
        Path file = path;
        if (file == null) {
            return known;
        }
        try {
            if (!Objects.equals(changed(file), known.changed)) {
                known = read(file);
            }
        } catch (IOException e) {
            LOG.error("The API keys cannot be read; none of them is good until they can: {}", e.getMessage());
            known = new Known(null, Map.of());
        }
        return known;
    }
}
