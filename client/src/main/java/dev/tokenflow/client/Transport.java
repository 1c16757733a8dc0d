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
 * The client's one thread, its HTTP connections, and whether the server answers; one log line each time that changes.
 */
final class Transport implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HintClient.class.getName());

    private final HintClientConfig config;
    private final WatchedAddresses addresses;
    private final ScheduledThreadPoolExecutor loop;
    private final HttpClient http;
    private final Asking asking;
    private volatile boolean connected;
    private boolean toldAway;

    Transport(HintClientConfig config, WatchedAddresses addresses) {
        this.config = config;
        this.addresses = addresses;
        this.loop = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "hint-client");
            thread.setDaemon(true);
            return thread;
        });
        loop.setRemoveOnCancelPolicy(true);
        loop.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.requestTimeout())
                .build();
        this.asking = switch (config.mode()) {
            case POLL -> new Polling(config, addresses, this);
            case LONG_POLL -> new LongPolling(config, addresses, this);
            case SSE -> new Streaming(addresses, this);
        };
    }

    void start() {
        var unused = loop.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    HttpClient http() {
        return http;
    }

    boolean isConnected() {
        return connected;
    }

    void addressesChanged() {
        run(asking::addressesChanged);
    }

    /** Runs on the client's thread; nothing after {@link #close}. */
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

    /** A request that waits no longer than {@code timeout}. */
    HttpRequest.Builder get(String pathAndQuery, Duration timeout) {
        return HttpRequest.newBuilder(URI.create(base() + pathAndQuery))
                .timeout(timeout)
                .GET();
    }

    /** The same without a limit, for a stream. */
    HttpRequest.Builder get(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(base() + pathAndQuery)).GET();
    }

    void succeeded() {
        connected = true;
        if (toldAway) {
            toldAway = false;
            LOG.log(Level.INFO, "hint server {0} answers again", config.baseUri());
        }
    }

    void failed(Throwable cause) {
        connected = false;
        if (!toldAway) {
            toldAway = true;
            LOG.log(
                    Level.WARNING,
                    "hint server {0} does not answer ({1}); streams are unpaced until it does",
                    config.baseUri(),
                    reason(cause));
        }
    }

    @Override
    public void close() {
        run(() -> {
            loop.shutdown(); // first: what ends now must not be asked again
            asking.stop();
            connected = false;
        });
    }

    private void tick() {
        if (addresses.forgetUnused()) {
            asking.addressesChanged();
        }
        asking.tick();
    }

    private String base() {
        String base = config.baseUri().toString();
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
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
