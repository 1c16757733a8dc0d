package dev.tokenflow.client;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP connections to the hint server, the client's one thread, and whether the server answers. Each time that
 * changes, it writes one line to the log.
 */
final class HintServerConnection {
    private static final System.Logger LOG = System.getLogger("dev.tokenflow.client.HintClient");

    private final URI baseUri;
    private final ScheduledThreadPoolExecutor loop;
    private final HttpClient http;
    private volatile boolean connected;
    private boolean reportedAway;

    HintServerConnection(URI baseUri, Duration connectTimeout) {
        this.baseUri = baseUri;
        this.loop = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hint-client");
            thread.setDaemon(true);
            return thread;
        });
        loop.setRemoveOnCancelPolicy(true);
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
    }

    HttpClient http() {
        return http;
    }

    boolean isConnected() {
        return connected;
    }

    /** Runs on the client's thread; does nothing after {@link #close}. */
    void run(Runnable action) {
        runAfter(0, action);
    }

    /** The same after a pause. */
    void runAfter(long delayMs, Runnable action) {
        try {
            var unused = loop.schedule(action, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: nobody waits for this any more.
        }
    }

    /** The same every second. */
    void everySecond(Runnable action) {
        var unused = loop.scheduleWithFixedDelay(action, 1, 1, TimeUnit.SECONDS);
    }

    /** A request that waits no longer than {@code timeout}. */
    HttpRequest.Builder get(String pathAndQuery, Duration timeout) {
        return get(pathAndQuery).timeout(timeout);
    }

    /** The same without a limit, for a stream. */
    HttpRequest.Builder get(String pathAndQuery) {
        String base = baseUri.toString();
        String withoutSlash = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return HttpRequest.newBuilder(URI.create(withoutSlash + pathAndQuery)).GET();
    }

    void succeeded() {
        connected = true;
        if (reportedAway) {
            reportedAway = false;
            LOG.log(Level.INFO, "hint server {0} answers again", baseUri);
        }
    }

    void failed(Throwable cause) {
        connected = false;
        if (!reportedAway) {
            reportedAway = true;
            LOG.log(
                    Level.WARNING,
                    "hint server {0} does not answer ({1}); streams are unpaced until it does",
                    baseUri,
                    reason(cause));
        }
    }

    /** Runs {@code last} on the client's thread, and nothing after it. */
    void close(Runnable last) {
        run(() -> {
            loop.shutdown(); // first, so that requests which end now are not sent again
            last.run();
            connected = false;
        });
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof CancellationException) {
            return "nothing came for a while";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
