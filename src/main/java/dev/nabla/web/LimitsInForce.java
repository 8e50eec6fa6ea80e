package dev.nabla.web;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.util.unit.DataSize;

/**
 * The limits of one room, shown in {@code GET /v1}.
 *
 * @param limits by the names of their properties in snake_case: sizes in bytes, times in seconds
 */
public record LimitsInForce(Map<String, Object> limits) {
    /** The limits that are a record of properties. */
    public static LimitsInForce of(Record properties) {
        Map<String, Object> limits = new LinkedHashMap<>();
        for (RecordComponent c : properties.getClass().getRecordComponents()) {
            try {
                limits.put(c.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT),
                        plain(c.getAccessor().invoke(properties)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(c.getName(), e);
            }
        }
        return new LimitsInForce(limits);
    }

    private static Object plain(Object value) {
        return switch (value) {
            case DataSize size -> size.toBytes();
            case Duration time -> time.toMillis() / 1000.0;
            default -> value;
        };
    }
}
