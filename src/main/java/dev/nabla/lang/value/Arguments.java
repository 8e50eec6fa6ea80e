package dev.nabla.lang.value;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a call gives: values by position, and by keyword. */
public record Arguments(Object[] positional, Map<String, Object> named) {
    private static final Object[] NOTHING = {};
    public static final Arguments NONE = new Arguments(NOTHING, Map.of());

    public static Arguments of(Object... positional) {
        return new Arguments(positional, Map.of());
    }

    /** The same with one value in front. */
    public Arguments after(Object self) {
        Object[] all = new Object[positional.length + 1];
        all[0] = self;
        System.arraycopy(positional, 0, all, 1, positional.length);
        return new Arguments(all, named);
    }

    /** The same without the first value. */
    public Arguments rest() {
        Object[] all = new Object[positional.length - 1];
        System.arraycopy(positional, 1, all, 0, all.length);
        return new Arguments(all, named);
    }

    /** The keywords in a map of their own. */
    public Map<String, Object> keywords() {
        return new LinkedHashMap<>(named);
    }
}
