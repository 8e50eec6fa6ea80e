package dev.nabla.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Loads a service on this machine: so many clients, each with a connection of its own, send one request again and again for some seconds. Prints
 * requests a second, the median and 99th percentile of the times, and what the server's process used of the processors for each request.
 *
 * <pre>java HttpLoad PORT PATH BODY-FILE CLIENTS SECONDS SERVER-PID</pre>
 */
public final class HttpLoad {
    private static final int WARM_UP_SECONDS = 3;

    private HttpLoad() {
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int port = Integer.parseInt(args[0]);
        byte[] body = Files.readAllBytes(Path.of(args[2]));
        int clients = Integer.parseInt(args[3]);
        int seconds = Integer.parseInt(args[4]);
        byte[] head = ("POST " + args[1] + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        run(port, request, clients, WARM_UP_SECONDS);
        long cpu = cpuMicros(args[5]);
        long begin = System.nanoTime();
        long[] times = run(port, request, clients, seconds);
        double elapsed = (System.nanoTime() - begin) * 1e-9;
        double each = (double) (cpuMicros(args[5]) - cpu) / times.length;
        Arrays.sort(times);
        System.out.printf("%d clients: %.0f requests/s, median %.0f µs, 99 %% within %.0f µs, %.1f µs of CPU each%n", clients,
                times.length / elapsed, times[times.length / 2] * 1e-3, times[(int) (times.length * 0.99)] * 1e-3, each);
    }

    private static long[] run(int port, byte[] request, int clients, int seconds) throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Client> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Client c = new Client(port, request, end);
            all.add(c);
            c.start();
        }
        int n = 0;
        for (Client c : all) {
            c.join();
            n += c.count;
        }
        long[] times = new long[n];
        int at = 0;
        for (Client c : all) {
            System.arraycopy(c.times, 0, times, at, c.count);
            at += c.count;
        }
        return times;
    }

    /** User and system time of a process, from Linux's /proc in hundredths of a second. */
    private static long cpuMicros(String pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
    }

    private static final class Client extends Thread {
        private final int port;
        private final byte[] request;
        private final long end;
        private long[] times = new long[1 << 12];
        private int count;

        Client(int port, byte[] request, long end) {
            this.port = port;
            this.request = request;
            this.end = end;
        }

        @Override
        public void run() {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
                OutputStream out = socket.getOutputStream();
                for (long now = System.nanoTime(); now < end;) {
                    out.write(request);
                    answer(in);
                    long then = System.nanoTime();
                    if (count == times.length) {
                        times = Arrays.copyOf(times, 2 * count);
                    }
                    times[count++] = then - now;
                    now = then;
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Reads one answer of stated length, or in chunks. */
        private static void answer(InputStream in) throws IOException {
            String status = line(in);
            if (!status.startsWith("HTTP/1.1 2")) {
                throw new IOException(status);
            }
            int length = -1;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            if (length >= 0) {
                in.skipNBytes(length);
                return;
            }
            for (int chunk = Integer.parseInt(line(in), 16); chunk > 0; chunk = Integer.parseInt(line(in), 16)) {
                in.skipNBytes(chunk + 2L);
            }
            in.skipNBytes(2);
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder text = new StringBuilder(64);
            for (int c = in.read(); c != '\r'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the connection was closed");
                }
                text.append((char) c);
            }
            in.skipNBytes(1);
            return text.toString();
        }
    }
}
