package dev.nabla.stories;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What a document's tests look at, in the order of reading; lines are counted from 1. */
sealed interface Markdown {

    Pattern LINK = Pattern.compile("<(http[^>]+)>|]\\(([^)]+)\\)");
    String MARK = "```";

    /** A block of text in some language. */
    record Block(int line, String language, String text) implements Markdown {}

    /** A link in prose. */
    record Link(int line, String target) implements Markdown {}

    static List<Markdown> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<Markdown> parts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(MARK)) {
                int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(MARK);
                parts.add(new Block(i + 1, line.substring(MARK.length()), String.join("\n", lines.subList(i + 1, end))));
                i = end;
            } else {
                for (MatchResult link : LINK.matcher(line.replaceAll("`[^`]*`", "")).results().toList()) {
                    parts.add(new Link(i + 1, link.group(1) != null ? link.group(1) : link.group(2)));
                }
            }
        }
        return parts;
    }
}
