package dev.nabla.stories;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A curl command of the documentation: as much of the shell and of curl as the documentation uses, and nothing that a shell of a reader's might
 * read in another way.
 *
 * @param line where it starts, counted from 0 in its block
 * @see <a href="https://curl.se/docs/manpage.html">curl's manual</a>
 */
record Curl(int line, String method, String url, Map<String, String> headers, @Nullable String body) {

    /** The commands of one block. */
    static List<Curl> parse(String shell) {
        return new Shell(shell).commands().stream().map(Curl::of).toList();
    }

    static Curl get(String url) {
        return new Curl(0, "GET", url, Map.of(), null);
    }

    /** The request, sent to this port instead of 8080. */
    HttpRequest to(int port) {
        String at = url.startsWith("http://") ? url : "http://" + url;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(at.replaceFirst("//localhost:8080", "//localhost:" + port)))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request.build();
    }

    private static Curl of(Command command) {
        Iterator<String> words = command.words().iterator();
        expect(words.next().equals("curl"), "the documentation runs curl only: " + command);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String method = null;
        String url = null;
        String body = null;
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "-s" -> {}
                case "-o" -> words.next();
                case "-X" -> method = words.next();
                case "-H" -> {
                    String[] header = words.next().split(":\\s*", 2);
                    headers.put(header[0], header[1]);
                }
                case "--data-binary" -> body = words.next();
                case "--json" -> {
                    body = words.next();
                    headers.putIfAbsent("Content-Type", "application/json");
                    headers.putIfAbsent("Accept", "application/json");
                }
                default -> {
                    expect(!word.startsWith("-") && url == null, "cannot read " + word + " in " + command);
                    url = word;
                }
            }
        }
        expect(url != null && url.replace("http://", "").startsWith("localhost:8080/"), "no address of the service in " + command);
        return new Curl(command.line(), method != null ? method : body == null ? "GET" : "POST", url, headers, body);
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private record Command(int line, List<String> words) {}

    /** Splits a block into commands and these into words: quotes, line ends, and a backslash before a line end. */
    private static final class Shell {
        /** What means something to one shell or another outside quotes. */
        private static final String SPECIAL = "?*[]{}()<>&|;$`!~#\\\"'";

        private final String text;
        private final List<Command> commands = new ArrayList<>();
        private int at;
        private int line;

        Shell(String text) {
            this.text = text;
        }

        List<Command> commands() {
            while (at < text.length()) {
                int start = line;
                List<String> words = words();
                if (!words.isEmpty()) {
                    commands.add(new Command(start, words));
                }
            }
            return commands;
        }

        /** The words up to the end of the line. */
        private List<String> words() {
            List<String> words = new ArrayList<>();
            while (at < text.length()) {
                char c = text.charAt(at);
                if (text.startsWith("\\\n", at)) {
                    next();
                    next();
                } else if (c == '\n') {
                    next();
                    return words;
                } else if (c == ' ') {
                    next();
                } else {
                    words.add(word());
                }
            }
            return words;
        }

        private String word() {
            StringBuilder word = new StringBuilder();
            while (at < text.length() && " \n".indexOf(text.charAt(at)) < 0) {
                char c = next();
                if (c == '\'' || c == '"') {
                    quoted(c, word);
                } else {
                    expect(SPECIAL.indexOf(c) < 0, "quote the " + c + " after " + word);
                    word.append(c);
                }
            }
            return word.toString();
        }

        private void quoted(char quote, StringBuilder word) {
            while (true) {
                expect(at < text.length(), "a quote is not closed in " + text);
                char c = next();
                if (c == quote) {
                    return;
                }
                expect(quote == '\'' || "$`\\!".indexOf(c) < 0, "single quotes, please: a shell reads " + c + " in double ones");
                word.append(c);
            }
        }

        private char next() {
            char c = text.charAt(at++);
            line += c == '\n' ? 1 : 0;
            return c;
        }
    }
}
