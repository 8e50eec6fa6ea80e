package dev.nabla.session.web;

import org.jspecify.annotations.Nullable;

import dev.nabla.session.DataMode;
import dev.nabla.web.Query;

/** The query parameter {@code data=full|summary|none}. */
final class DataParameter {
    private static final DataMode[] MODES = {DataMode.FULL, DataMode.SUMMARY, DataMode.NONE};

    private DataParameter() {
    }

    static DataMode of(@Nullable String text) {
        DataMode mode = Query.oneOf("data", text, MODES, DataMode::word);
        return mode == null ? DataMode.USUAL : mode;
    }

    /** @param member the same as a member of the body, which wins */
    static DataMode of(@Nullable DataMode member, @Nullable String text) {
        return member == null ? of(text) : member;
    }
}
