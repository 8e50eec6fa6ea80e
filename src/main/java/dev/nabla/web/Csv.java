package dev.nabla.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import dev.nabla.engine.array.Literal;
import dev.nabla.engine.array.Shape;

/**
 * Numbers separated by commas, a row a line (RFC 4180). A first line without a number
 * is a header and left out. One column
 * gives a vector, several a matrix.
 */
public final class Csv {
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern REAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private final String text;
    private final long maxElements;
    private final Literal.Builder numbers = new Literal.Builder();
    private int columns = -1;
    private int rows;

    private Csv(String text, long maxElements) {
        this.text = text;
        this.maxElements = maxElements;
    }

    /**
     * Reads a table.
     *
     * @throws Problem bad_value for a cell that is no number, ragged_data for a row of another length, tensor_too_large
     */
    public static Literal read(byte[] table, long maxElements) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(table)).toString();
            return new Csv(text.startsWith("\uFEFF") ? text.substring(1) : text, maxElements).read();
        } catch (CharacterCodingException e) {
            throw new Problem(ProblemCode.BAD_VALUE, "a table is written in UTF-8", null);
        }
    }

    private Literal read() {
        int line = 0;
        boolean header = false;
        for (int at = 0; at < text.length(); line++) {
            int end = text.indexOf('\n', at);
            int next = end < 0 ? text.length() : end + 1;
            int stop = end < 0 ? text.length() : end;
            if (stop > at && text.charAt(stop - 1) == '\r') {
                stop--;
            }
            if (line == 0 && isHeader(text.substring(at, stop))) {
                header = true;
            } else if (!text.substring(at, stop).isBlank()) {
                row(at, stop, line + 1);
            }
            at = next;
        }
        if (header && rows == 0) {
            throw new Problem(ProblemCode.BAD_VALUE, "line 1 has no number, and no line follows", null);
        }
        Shape shape = rows == 0 ? Shape.of(0) : columns == 1 ? Shape.of(rows) : Shape.of(rows, columns);
        return numbers.build(shape);
    }

    private static boolean isHeader(String line) {
        for (String cell : line.split(",", -1)) {
            String c = plain(cell);
            if (c.isEmpty() || isNumber(c)) {
                return false;
            }
        }
        return true;
    }

    private static String plain(String cell) {
        String c = cell.strip();
        return c.length() >= 2 && c.startsWith("\"") && c.endsWith("\"") ? c.substring(1, c.length() - 1) : c;
    }

    private static boolean isNumber(String c) {
        return REAL.matcher(c).matches() || Json.nonFinite(c) != null || switch (c) {
            case "true", "false", "True", "False", "nan", "inf", "-inf" -> true;
            default -> false;
        };
    }

    private void row(int from, int to, int line) {
        int count = 0;
        for (int at = from; at <= to;) {
            int comma = text.indexOf(',', at);
            int end = comma < 0 || comma > to ? to : comma;
            add(plain(text.substring(at, end)), line, ++count);
            at = end + 1;
        }
        if (columns >= 0 && count != columns) {
            throw new Problem(ProblemCode.RAGGED_DATA, "line " + line + " has " + count + " cells, those before have " + columns, null);
        }
        columns = count;
        rows++;
    }

    private void add(String cell, int line, int column) {
        if (numbers.size() == maxElements) {
            throw new Problem(ProblemCode.TENSOR_TOO_LARGE, "more than " + maxElements + " elements", null);
        }
        switch (cell) {
            case "true", "True" -> numbers.add(true);
            case "false", "False" -> numbers.add(false);
            case "nan", "NaN" -> numbers.add(Double.NaN);
            case "inf", "Infinity" -> numbers.add(Double.POSITIVE_INFINITY);
            case "-inf", "-Infinity" -> numbers.add(Double.NEGATIVE_INFINITY);
            default -> {
                if (INTEGER.matcher(cell).matches()) {
                    numbers.add(Long.parseLong(cell));
                } else {
                    numbers.add(real(cell, line, column));
                }
            }
        }
    }

    private static double real(String cell, int line, int column) {
        double v = REAL.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
        if (!Double.isFinite(v)) {
            throw new Problem(ProblemCode.BAD_VALUE, "line " + line + ", column " + column + ": "
                    + (Double.isNaN(v) ? "\"" + Json.shortened(cell) + "\" is no number" : "a number beyond the range of float64"), null);
        }
        return v;
    }
}
