package dev.tokenflow.client.pacer;

import dev.tokenflow.client.HintClient;

/** The example in the Javadoc of {@link StreamPacer}, word for word; a test compares them and runs this one. */
final class ExampleStream {
    /** What a model makes, one token after the other. */
    interface Tokens {
        int waiting();

        boolean ended();

        boolean finished();

        String take(int count);

        void await(long atMostNs) throws InterruptedException;
    }

    /** Where the answer goes. */
    interface Reply {
        boolean isWritable();

        void write(String chunk);
    }

    // example begins
    void stream(HintClient hints, String client, Tokens tokens, Reply reply) throws InterruptedException {
        StreamPacer pacer = new StreamPacer(50, System.nanoTime()); // the model makes about 50 tokens a second
        while (!tokens.finished()) {
            long now = System.nanoTime();
            pacer.obey(hints.heldHint(client), now);
            int count = pacer.tokensToSend(now, tokens.waiting(), tokens.ended(), reply.isWritable());
            if (count > 0) {
                reply.write(tokens.take(count)); // one chunk, such as one SSE event
            } else {
                tokens.await(pacer.waitNs()); // until another token or writability comes, at most so long
            }
        }
    }
    // example ends
}
