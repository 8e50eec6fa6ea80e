package dev.nabla.web;

import java.util.Arrays;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

import dev.nabla.engine.array.Literal;
import dev.nabla.engine.array.Shape;

/** Reads nested numbers token by token into one primitive array, finding their shape on the way. */
public final class LiteralReader extends ValueDeserializer<Literal> {
    private final int maxDimensions;
    private final long maxElements;

    public LiteralReader(int maxDimensions, long maxElements) {
        this.maxDimensions = maxDimensions;
        this.maxElements = maxElements;
    }

    @Override
    public Literal deserialize(JsonParser p, DeserializationContext context) {
        return new Reading(p).read();
    }

    private final class Reading {
        private final JsonParser p;
        private final Literal.Builder numbers = new Literal.Builder();
        /** Length of the lists at each depth, or −1 where none has ended yet. */
        private int[] lengths = {-1, -1, -1, -1};
        private int[] counts = new int[4];
        private int depth;
        /** How deep the numbers stand, or −1 while none was seen. */
        private int bottom = -1;

        Reading(JsonParser p) {
            this.p = p;
        }

        Literal read() {
            JsonToken t = p.currentToken();
            do {
                switch (t) {
                    case START_ARRAY -> open();
                    case END_ARRAY -> close();
                    default -> number(t);
                }
                t = depth == 0 ? null : p.nextToken();
            } while (t != null);
            return numbers.build(Shape.of(Arrays.copyOf(lengths, Math.max(bottom, 0))));
        }

        private void open() {
            if (depth == bottom) {
                throw ragged("TypeError", "'list' object cannot be interpreted as an integer");
            }
            if (depth == maxDimensions) {
                while (p.nextToken() == JsonToken.START_ARRAY) {
                    // Nested deeper than any JSON may be, it is refused as such.
                }
                throw new Problem(ProblemCode.TENSOR_TOO_LARGE, "more than " + maxDimensions + " dimensions", Json.pointer(p));
            }
            if (depth > 0) {
                counts[depth - 1]++;
            }
            if (depth == counts.length) {
                counts = Arrays.copyOf(counts, 2 * depth);
                int known = lengths.length;
                lengths = Arrays.copyOf(lengths, 2 * depth);
                Arrays.fill(lengths, known, lengths.length, -1);
            }
            counts[depth++] = 0;
        }

        private void close() {
            int count = counts[depth - 1];
            if (count == 0) {
                if (bottom >= 0 && bottom != depth) {
                    throw ragged("ValueError", "expected sequence of length " + lengths[depth - 1] + " at dim " + (depth - 1) + " (got 0)");
                }
                bottom = depth;
            }
            int expected = lengths[depth - 1];
            if (expected >= 0 && count != expected) {
                throw ragged("ValueError", "expected sequence of length " + expected + " at dim " + (depth - 1) + " (got " + count + ")");
            }
            lengths[--depth] = count;
        }

        private void number(JsonToken t) {
            if (bottom < 0) {
                bottom = depth;
            } else if (bottom != depth) {
                throw ragged("TypeError", "not a sequence");
            }
            if (numbers.size() == maxElements) {
                throw new Problem(ProblemCode.TENSOR_TOO_LARGE, "more than " + maxElements + " elements", Json.pointer(p));
            }
            switch (t) {
                case VALUE_NUMBER_FLOAT -> numbers.add(Json.real(p));
                case VALUE_NUMBER_INT -> {
                    if (p.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                        numbers.add(Json.real(p));
                    } else {
                        numbers.add(p.getLongValue());
                    }
                }
                case VALUE_TRUE -> numbers.add(true);
                case VALUE_FALSE -> numbers.add(false);
                case VALUE_STRING -> {
                    Double special = Json.nonFinite(p.getString());
                    if (special == null) {
                        throw Json.unexpected(p, "a number");
                    }
                    numbers.add(special.doubleValue());
                }
                default -> throw Json.unexpected(p, "a number");
            }
            if (depth > 0) {
                counts[depth - 1]++;
            }
        }

        private Problem ragged(String torchError, String message) {
            return new Problem(ProblemCode.RAGGED_DATA, message, Json.pointer(p)).with("torch_error", torchError);
        }
    }
}
