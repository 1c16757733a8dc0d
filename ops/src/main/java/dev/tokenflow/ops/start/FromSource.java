package dev.tokenflow.ops.start;

import dev.tokenflow.ops.build.Build;
import dev.tokenflow.ops.build.BuildException;
import dev.tokenflow.ops.build.Checkout;
import dev.tokenflow.ops.build.TestRun;
import dev.tokenflow.ops.doctor.Doctor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What the launcher runs, from this source file, when the compiled classes are missing or old: it builds them. It also
 * answers what must not need a build: help, version, {@code doctor} and {@code test}.
 */
public final class FromSource {
    private static final int WRONG_USE = 2;

    private FromSource() {}

    /** Exit status 0: done; {@link Build#WAITED}: another process has built; else: what is wrong was said. */
    public static void main(String[] words) throws InterruptedException {
        Checkout checkout = Checkout.ofThisProcess();
        checkout.handBackAtExit();
        int status;
        try {
            status = run(checkout, Arrays.asList(words));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("tokenflow: " + e.getMessage());
            status = WRONG_USE;
        }
        System.exit(status);
    }

    private static int run(Checkout checkout, List<String> words) throws IOException, InterruptedException {
        String word = words.isEmpty() ? "" : words.get(0);
        switch (word) {
            case "-h", "--help", "help" -> CommandWord.help().forEach(System.out::println);
            case "" -> {
                CommandWord.help().forEach(System.err::println);
                return WRONG_USE;
            }
            case "-V", "--version", "version" -> System.out.println("TokenFlow " + checkout.version());
            case "doctor" -> {
                return Doctor.run(System.out, List::of);
            }
            case "test" -> {
                return new TestRun(checkout).run(words.subList(1, words.size()));
            }
            default -> {
                if (!word.equals("lab") && CommandWord.of(word).isEmpty()) {
                    throw new BuildException("unknown command '" + word + "'; see ./tokenflow --help");
                }
                return new Build(checkout).run();
            }
        }
        return 0;
    }
}
