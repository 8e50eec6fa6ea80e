package dev.nabla.lang.syntax;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a function.
 *
 * @param named positional ones first, then those given by keyword only
 * @param positional how many of them are positional
 * @param positionalOnly how many of them cannot be given by keyword
 * @param rest the name after {@code *}, or null
 * @param keywords the name after {@code **}, or null
 */
public record Parameters(List<Parameter> named, int positional, int positionalOnly, @Nullable String rest, @Nullable String keywords) {
    /** @param fallback the default, or null */
    public record Parameter(String name, @Nullable Expr fallback) {
    }

    static final Parameters NONE = new Parameters(List.of(), 0, 0, null, null);
}
