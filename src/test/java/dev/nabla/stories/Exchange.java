package dev.nabla.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A request and what is said of its answer, from a file of many: the request's line with its body, and under it, indented, one line each, headers
 * that it sends ({@code > Accept: text/csv}) and expectations. A body may go on in indented lines that begin with a dot.
 *
 * @param line where it stands in the file, from 1
 * @param body null where it has none
 * @param headers names and values in turn
 */
record Exchange(int line, String method, String path, @Nullable String body, List<String> headers,
        List<String> expectations) {

    static List<Exchange> read(Path file) throws IOException {
        List<Exchange> all = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                int from = i;
                while (i + 1 < lines.size() && lines.get(i + 1).startsWith(" ")) {
                    i++;
                }
                all.add(of(from + 1, line, lines.subList(from + 1, i + 1)));
            }
        }
        return all;
    }

    private static Exchange of(int number, String request, List<String> under) {
        String[] words = request.split(" ", 3);
        StringBuilder body = new StringBuilder(words.length == 3 ? words[2] : "");
        List<String> headers = new ArrayList<>();
        List<String> expectations = new ArrayList<>();
        for (String l : under) {
            String text = l.strip();
            if (text.startsWith(". ")) {
                body.append(body.isEmpty() ? "" : "\n").append(text.substring(2));
            } else if (text.startsWith("> ")) {
                headers.addAll(List.of(text.substring(2).split(": ", 2)));
            } else {
                expectations.add(text);
            }
        }
        return new Exchange(number, words[0], words[1], body.isEmpty() ? null : body.toString(), headers, expectations);
    }
}
