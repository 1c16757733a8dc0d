package dev.tokenflow.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.cli.OneLineErrors;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FaultsCommandTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --only taskmanager           | --only: there is no row 'taskmanager', there are: taskmanager-killed,
            --only garbage --json /dev/x/y | --json: cannot write to '/dev/x/y'
            --foo                        | Unknown option: '--foo'
            """)
    void badUsageIsOneLineAndStatusTwo(String arguments, String expected) {
        StringWriter said = new StringWriter();
        CommandLine line =
                OneLineErrors.applyTo(new CommandLine(new FaultsCommand())).setErr(new PrintWriter(said));
        assertThat(line.execute(arguments.split(" "))).isEqualTo(2);
        assertThat(said.toString().lines()).singleElement().asString().contains(expected);
    }
}
