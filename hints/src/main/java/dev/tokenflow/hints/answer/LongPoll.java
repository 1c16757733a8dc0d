package dev.tokenflow.hints.answer;

import dev.tokenflow.hints.store.ClientAddress;
import dev.tokenflow.hints.store.ServedHint;
import dev.tokenflow.hints.store.Watchers;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.ProblemException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request that waits until the hint differs from the one its caller has, or until its wait is over. The answer is
 * then 304, which renews the hint.
 */
final class LongPoll implements Watchers.Watcher {
    /** Longest wait that is granted; a longer one is shortened to it. */
    static final long MAX_WAIT_MS = 30_000;

    private static final Pattern WAIT = Pattern.compile("(\\d{1,6})(ms|s)");

    private final Exchange exchange;
    private final ClientAddress client;
    private final HintAnswers answers;
    private final Watchers watchers;
    private final AtomicInteger waiting;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean done;

    private LongPoll(
            Exchange exchange, ClientAddress client, HintAnswers answers, Watchers watchers, AtomicInteger waiting) {
        this.exchange = exchange;
        this.client = client;
        this.answers = answers;
        this.watchers = watchers;
        this.waiting = waiting;
    }

    /** Answers when there is news; on the event loop. */
    static void start(
            Exchange exchange,
            ClientAddress client,
            long waitMs,
            HintAnswers answers,
            Watchers watchers,
            AtomicInteger waiting) {
        LongPoll poll = new LongPoll(exchange, client, answers, watchers, waiting);
        waiting.incrementAndGet();
        watchers.add(client.address(), poll);
        exchange.onClose(poll::leave);
        poll.timeout = exchange.eventLoop().schedule(poll::stop, waitMs, TimeUnit.MILLISECONDS);
        poll.look();
    }

    /**
     * Milliseconds of {@code 5s} or {@code 250ms}; 0 without.
     *
     * @throws ProblemException 400 when it is neither
     */
    static long waitMs(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        Matcher wait = WAIT.matcher(text);
        if (!wait.matches()) {
            throw new ProblemException(400, "wait is '" + text + "', expected such as 5s or 250ms");
        }
        long number = Long.parseLong(wait.group(1));
        return Math.min(MAX_WAIT_MS, wait.group(2).equals("s") ? number * 1000 : number);
    }

    @Override
    public void changed() {
        exchange.eventLoop().execute(this::look);
    }

    @Override
    public void stopping() {
        exchange.eventLoop().execute(this::stop);
    }

    private void look() {
        ServedHint hint = answers.store().find(client);
        if (!done && !HintAnswers.callerHas(exchange.request(), hint)) {
            leave();
            answers.send(exchange, client, hint);
        }
    }

    private void stop() {
        if (!done) {
            leave();
            answers.answer(exchange, client);
        }
    }

    private void leave() {
        if (!done) {
            done = true;
            waiting.decrementAndGet();
            watchers.remove(client.address(), this);
        }
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
