package dev.nabla.security;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The command {@code keys}, beside a service that runs or not: makes, lists and revokes API keys in the file that the service reads. */
public final class KeysCommand {
    private static final String USAGE = """
            keys add OWNER       makes a key, and prints it once
            keys list            owners, ids, and since when
            keys revoke ID       takes a key back, or all keys of an owner
            The file is that of nabla.security.keys: set NABLA_SECURITY_KEYS, or give --file=PATH.""";

    private KeysCommand() {
    }

    /** Whether the program was called with this command. */
    public static boolean isMeant(String[] args) {
        return args.length > 0 && args[0].equals("keys");
    }

    /** Carries it out; 0 where all went well. */
    public static int run(String[] args, PrintStream out) {
        String file = System.getenv().getOrDefault("NABLA_SECURITY_KEYS", "");
        List<String> words = List.of(args).stream().filter(a -> !a.startsWith("--")).toList();
        for (String a : args) {
            file = a.startsWith("--file=") ? a.substring("--file=".length()) : file;
        }
        if (file.isEmpty() || words.size() < 2) {
            out.println(USAGE);
            return 2;
        }
        try {
            return run(words, new KeyFile(Path.of(file)), out);
        } catch (IOException e) {
            out.println(e.getMessage());
            return 1;
        }
    }

    private static int run(List<String> words, KeyFile keys, PrintStream out) throws IOException {
        String what = words.size() > 2 ? words.get(2) : "";
        switch (words.get(1)) {
            case "add" -> out.println(keys.add(what, Instant.now()));
            case "list" -> keys.entries().forEach(e -> out.println(e.owner() + "  " + e.id() + "  " + e.since()));
            case "revoke" -> {
                int revoked = keys.revoke(what);
                out.println(revoked + (revoked == 1 ? " key revoked" : " keys revoked"));
                return revoked == 0 ? 1 : 0;
            }
            default -> {
                out.println(USAGE);
                return 2;
            }
        }
        return 0;
    }
}
