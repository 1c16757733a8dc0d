package dev.tokenflow.ops.stack;

import java.util.List;

/**
 * One process of the stack.
 *
 * @param name for people and files
 * @param command its command line
 * @param ready whether it does its work; may throw {@link java.io.IOException} while it does not answer
 * @param where people find it; empty when there is nothing to look at
 */
record StackPart(String name, List<String> command, Check ready, String where) {
    /** Asks a process whether it is ready. */
    @FunctionalInterface
    interface Check {
        boolean passes() throws Exception;
    }
}
