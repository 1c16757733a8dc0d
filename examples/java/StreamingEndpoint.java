import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.HintMode;
import dev.tokenflow.client.pacer.StreamPacer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A streaming endpoint on the JDK's own HTTP server that paces its streams by TokenFlow's hints. JDK 17 or newer:
 *
 * <pre>
 * java -cp client-0.2.0.jar:protocol-0.2.0.jar StreamingEndpoint.java 8000 http://127.0.0.1:8080
 * curl --no-buffer "http://127.0.0.1:8000/stream?tokens=100"
 * </pre>
 */
public final class StreamingEndpoint {
    private static final double TOKENS_PER_SECOND = 50;
    private static final String END_OF_ANSWER = "";

    public static void main(String[] args) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // otherwise small chunks wait in the kernel
        HintClient hints =
                HintClient.builder(URI.create(args[1])).mode(HintMode.SSE).build();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
        server.createContext("/stream", exchange -> answer(exchange, hints));
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println("listening on http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, HintClient hints) throws IOException {
        // Hints are kept by the address at the other end of the TCP connection; an IPv6 zone is not part of it.
        String client = exchange.getRemoteAddress().getAddress().getHostAddress().replaceAll("%.*", "");
        int tokens = Integer.parseInt(exchange.getRequestURI().getQuery().replace("tokens=", ""));
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, 0); // 0 = the length is not known yet
        try (OutputStream out = exchange.getResponseBody()) {
            send(startModel(tokens), hints, client, out);
            event(out, "[DONE]");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(BlockingQueue<String> model, HintClient hints, String client, OutputStream out)
            throws IOException, InterruptedException {
        StreamPacer pacer = new StreamPacer(TOKENS_PER_SECOND, System.nanoTime());
        List<String> waiting = new ArrayList<>();
        boolean ended = false;
        while (!ended || !waiting.isEmpty()) {
            long now = System.nanoTime();
            pacer.obey(hints.heldHint(client), now);
            // This server cannot ask what the kernel has not sent; it only blocks in write. So it says: writable.
            int count = pacer.tokensToSend(now, waiting.size(), ended, true);
            if (count > 0) {
                event(out, "{\"text\":\"" + String.join("", waiting.subList(0, count)) + "\"}");
                waiting.subList(0, count).clear();
            } else {
                String token = model.poll(pacer.waitNs(), TimeUnit.NANOSECONDS);
                if (token != null) {
                    waiting.add(token);
                    model.drainTo(waiting); // what came while this thread was writing
                }
                ended = waiting.remove(END_OF_ANSWER) || ended;
            }
        }
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(UTF_8));
        out.flush();
    }

    /** Stands for your model: a token every 20 ms. */
    private static BlockingQueue<String> startModel(int tokens) {
        BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        Thread model = new Thread(() -> {
            try {
                for (int i = 1; i <= tokens; i++) {
                    Thread.sleep((long) (1000 / TOKENS_PER_SECOND));
                    queue.add(" t" + i);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                queue.add(END_OF_ANSWER);
            }
        });
        model.setDaemon(true);
        model.start();
        return queue;
    }
}
