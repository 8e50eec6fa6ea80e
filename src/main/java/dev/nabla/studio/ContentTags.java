package dev.nabla.studio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.springframework.core.io.Resource;

/** An entity tag for the content of a file, computed again where its length or time has changed. */
final class ContentTags implements Function<Resource, String> {
    private static final int BYTES = 12;

    private record Known(long length, long time, String tag) {
    }

    private final Map<URI, Known> known = new ConcurrentHashMap<>();

    @Override
    public String apply(Resource file) {
        try {
            long length = file.contentLength();
            long time = file.lastModified();
            Known k = known.get(file.getURI());
            if (k == null || k.length != length || k.time != time) {
                k = new Known(length, time, tag(file.getContentAsByteArray()));
                known.put(file.getURI(), k);
            }
            return k.tag;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
