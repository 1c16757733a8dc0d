package dev.tokenflow.ops;

import dev.tokenflow.ops.doctor.Doctor;
import dev.tokenflow.ops.doctor.ProbeTrial;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./tokenflow doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Lists what each part of TokenFlow needs from this machine, what is there, what is missing, and the"
                        + " command that installs it.",
        footer = {"", "Exit status: 0 when everything that 'demo' needs is there, 1 when something is missing."})
final class DoctorCommand implements Callable<Integer> {
    /**
     * Only for the help: the launcher acts on this option before this program runs, since it may be the JDK that has to
     * be installed.
     */
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--install",
            description = "Install what is missing first; asks before it does, unless --yes is the first word.")
    private boolean install;

    @Override
    public Integer call() throws IOException {
        return Doctor.run(System.out, ProbeTrial::findings);
    }
}
