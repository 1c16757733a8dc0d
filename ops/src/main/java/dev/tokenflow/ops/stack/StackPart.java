package dev.tokenflow.ops.stack;

import java.io.IOException;
import java.util.List;

/**
 * One process of the stack.
 *
 * @param name for people and files
 * @param command its command line
 * @param ready whether it does its work; may throw {@link IOException} while it does not answer
 * @param where people find it; empty when there is nothing to look at
 * @param beforeStart what it needs, done each time before it is started
 * @param afterReady what the next parts need from it, done each time it is found ready; it must not mind being repeated
 */
record StackPart(String name, List<String> command, Check ready, String where, Step beforeStart, Step afterReady) {
    private static final Step NOTHING = () -> {};

    /** Asks a process whether it is ready. */
    @FunctionalInterface
    interface Check {
        boolean passes() throws Exception;
    }

    /** Something to do once. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** A part that needs nothing around it. */
    StackPart(String name, List<String> command, Check ready, String where) {
        this(name, command, ready, where, NOTHING, NOTHING);
    }

    /** The same, with something to do before each start. */
    StackPart before(Step step) {
        return new StackPart(name, command, ready, where, step, afterReady);
    }

    /** The same, with something to do when it is ready. */
    StackPart then(Step step) {
        return new StackPart(name, command, ready, where, beforeStart, step);
    }

    /** Whether it does its work now: not yet, and not any more, are both no. */
    boolean isReady() {
        try {
            return ready.passes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) { // whatever it was, it is not ready
            return false;
        }
    }
}
