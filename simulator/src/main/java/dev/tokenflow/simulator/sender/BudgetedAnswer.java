package dev.tokenflow.simulator.sender;

import dev.tokenflow.client.pacer.EventCost;
import dev.tokenflow.client.pacer.EventPacer;
import dev.tokenflow.client.pacer.HeldHint;

/**
 * One answer being sent by a sender that counts bytes: a {@link TokenSchedule} whose tokens an {@link EventPacer} lets
 * out, each of them a delta.
 */
final class BudgetedAnswer implements OutgoingAnswer {
    private final TokenSchedule generation;
    private final EventPacer pacer;
    private int sent;
    private int generated;
    private long askedAtNs;

    BudgetedAnswer(TokenSchedule generation, EventCost prior) {
        this.generation = generation;
        pacer = new EventPacer(prior, generation.startNs());
    }

    @Override
    public void obey(HeldHint hint, int activeStreams, long nowNs) {
        pacer.obey(hint, activeStreams, nowNs);
    }

    @Override
    public int tokensToSend(long nowNs, boolean writable) {
        askedAtNs = nowNs;
        generated = generation.generatedBy(nowNs);
        int waiting = generated - sent;
        boolean ended = waiting > 0 && generated == generation.tokens();
        if (!pacer.mayWrite(nowNs, waiting, generation.dueNs(sent + 1), ended, writable)) {
            return 0;
        }
        sent = generated;
        return waiting;
    }

    @Override
    public void wrote(long nowNs, int tokens, long bytes) {
        pacer.wrote(nowNs, tokens, EventCost.wireBytes(bytes));
    }

    @Override
    public long wakeAtNs() {
        if (finished() || waitsForWritable()) {
            return NEVER;
        }
        long waitNs = pacer.waitNs();
        long pacerNs = waitNs == EventPacer.FOREVER ? NEVER : askedAtNs + waitNs;
        // An event leaves with a token rather than between two of them, so each one is a reason to ask.
        long tokenNs = generation.dueNs(Math.min(generated + 1, generation.tokens()));
        return tokenNs > askedAtNs ? Math.min(tokenNs, pacerNs) : pacerNs;
    }

    @Override
    public boolean waitsForWritable() {
        return pacer.waitsForWritable();
    }

    @Override
    public int sent() {
        return sent;
    }

    @Override
    public TokenSchedule generation() {
        return generation;
    }
}
