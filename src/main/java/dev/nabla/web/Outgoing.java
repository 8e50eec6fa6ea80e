package dev.nabla.web;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** An answer kept back until it is complete. What is written while the request is asynchronous, a stream, goes straight out. */
final class Outgoing extends HttpServletResponseWrapper {
    /** Between two looks at the clock. */
    private static final int PIECE = 1 << 16;

    /** The client takes too long. */
    static final class Late extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final HttpServletRequest request;
    private final long time;
    private final Sink sink = new Sink();
    private @Nullable PrintWriter writer;
    private byte[] bytes = new byte[1024];
    private int size;
    private long started;
    private boolean departed;

    /** @param time that the client may take for it, in nanoseconds */
    Outgoing(HttpServletRequest request, HttpServletResponse response, long time) {
        super(response);
        this.request = request;
        this.time = time;
    }

    int size() {
        return size;
    }

    /** What was written up to now. */
    byte[] content() {
        return Arrays.copyOf(bytes, size);
    }

    /** Sends what is kept. */
    void depart() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (departed || super.isCommitted()) {
            return;
        }
        departed = true;
        if (size > 0) {
            setContentLength(size);
            write(bytes, 0, size);
        }
        bytes = new byte[0];
        size = 0;
    }

    /** Writes to the client, in pieces. */
    private void write(byte[] from, int at, int count) throws IOException {
        ServletOutputStream out = super.getOutputStream();
        for (int i = 0; i < count; i += PIECE) {
            if (started == 0) {
                started = System.nanoTime();
            } else {
                checkTime();
            }
            out.write(from, at + i, Math.min(PIECE, count - i));
        }
    }

    private void checkTime() throws IOException {
        if (System.nanoTime() - started > time && !isEndless()) {
            throw new Late();
        }
    }

    private boolean isEndless() {
        String type = getContentType();
        return type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    private boolean isStream() {
        return request.isAsyncStarted() && size == 0;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return sink;
    }

    @Override
    public PrintWriter getWriter() {
        PrintWriter w = writer;
        if (w == null) {
            w = new PrintWriter(new OutputStreamWriter(sink, Charset.forName(getCharacterEncoding())));
            writer = w;
        }
        return w;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        flushStream();
    }

    private void flushStream() throws IOException {
        if (isStream()) {
            departed = true;
            super.flushBuffer();
        }
    }

    @Override
    public boolean isCommitted() {
        return departed || super.isCommitted();
    }

    @Override
    public void reset() {
        super.reset();
        resetBuffer();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        size = 0;
        writer = null;
    }

    private final class Sink extends ServletOutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int at, int count) throws IOException {
            if (isStream()) {
                departed = true;
                Outgoing.this.write(from, at, count);
                return;
            }
            if (size + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * bytes.length, (long) size + count)));
            }
            System.arraycopy(from, at, bytes, size, count);
            size += count;
        }

        @Override
        public void flush() throws IOException {
            flushStream();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("an answer is kept until it is complete");
        }
    }
}
