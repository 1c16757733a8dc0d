package dev.tokenflow.testbed.netns;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenflow clean}: removes what a killed run left behind. */
@Command(
        name = "clean",
        mixinStandardHelpOptions = true,
        description =
                "Removes namespaces (tf-*), devices and processes that a killed run left behind; a run that still lives"
                        + " is left alone. Safe to repeat.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class LabClean implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            clean(out);
            return 0;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } finally {
            out.flush();
        }
    }

    private static void clean(PrintWriter out) throws IOException {
        Set<RunName> living = new HashSet<>();
        for (String namespace : Leftovers.namespaces(run -> true)) {
            RunName run = RunName.ofNamespace(namespace).orElseThrow();
            if (Leftovers.ownerLives(namespace, run) && living.add(run)) {
                out.println(
                        "left alone: run " + run.id() + " of process " + run.ownerPid() + ", which is still running");
            }
        }
        int[] count = {0};
        Leftovers.remove(run -> !living.contains(run), what -> {
            count[0]++;
            out.println("removed " + what);
        });
        if (count[0] == 0) {
            out.println("nothing to clean");
        }
    }
}
