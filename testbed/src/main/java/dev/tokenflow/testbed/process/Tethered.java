package dev.tokenflow.testbed.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Runs another program's main method in this JVM and ends the JVM when its standard input closes. So a broker or a
 * Flink process, which know nothing of such a rule, never outlive the process that started them.
 */
public final class Tethered {
    private static final long SHUTDOWN_S = 10;

    private Tethered() {}

    /** The class to run, then its arguments. */
    public static void main(String[] args) throws Throwable {
        InputStream tether = System.in;
        Thread.ofPlatform().daemon().name("tether").start(() -> endWith(tether));
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    private static void endWith(InputStream tether) {
        try {
            tether.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // the other end is gone, which is what this waits for
        }
        Thread.ofPlatform().daemon().name("tether-end").start(() -> {
            try {
                TimeUnit.SECONDS.sleep(SHUTDOWN_S);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1); // an orderly end that takes longer is none
        });
        System.exit(0);
    }
}
