package dev.tokenflow.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.agent.Shell;
import dev.tokenflow.agent.probe.AttachOnce;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kernel's clock where the process has another one. */
@Tag("kernel")
class KernelClockTest {
    @Test
    void eventsAreOfNowInATimeNamespaceToo() {
        List<String> command = new ArrayList<>(List.of("unshare", "--time", "--monotonic", "100000", "--fork"));
        command.addAll(Shell.java(System.getProperty("java.class.path"), AttachOnce.class));
        String said = Shell.run(command.toArray(String[]::new));
        String[] words = said.strip().lines().toList().getLast().split(" ");
        assertThat(Long.parseLong(words[4])).as(said).isBetween(0L, 10_000L);
    }
}
