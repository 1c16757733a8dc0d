package dev.tokenflow.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.event.TcpEventLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C compiler's own layout of what kernel and Java share, against Java's. */
class CompiledLayoutTest {
    @TempDir
    private Path folder;

    @Test
    void eventFieldsLieWhereTheCompilerPutsThem() throws Exception {
        Map<String, Integer> expected = new LinkedHashMap<>(TcpEventLayout.offsets());
        expected.put("sizeof", TcpEventLayout.SIZE);
        assertThat(compiled(offsets("tcp_event.h", "struct tcp_event", TcpEventLayout.offsets())))
                .isEqualTo(expected);
    }

    @Test
    void everyEventFieldHasAJavaOffset() throws Exception {
        String header = Files.readString(bpf().resolve("tcp_event.h"));
        String body = header.substring(header.indexOf("struct tcp_event {"), header.indexOf("_Static_assert"));
        List<String> fields = body.lines()
                .filter(line -> line.matches("\\s+__u\\d+ .*"))
                .map(line -> line.replaceAll("\\s+__u\\d+ (\\w+).*", "$1"))
                .filter(field -> !field.equals("pad"))
                .toList();
        assertThat(TcpEventLayout.offsets().keySet()).containsExactlyElementsOf(fields);
    }

    @Test
    void probeConfigFieldsLieWhereTheCompilerPutsThem() throws Exception {
        Map<String, Integer> expected = new LinkedHashMap<>(ProbeConfigLayout.offsets());
        expected.put("sizeof", ProbeConfigLayout.SIZE);
        assertThat(compiled(offsets("probe_config.h", "struct probe_config", ProbeConfigLayout.offsets())))
                .isEqualTo(expected);
    }

    @Test
    void probeControlFieldsLieWhereTheCompilerPutsThem() throws Exception {
        Map<String, Integer> expected = new LinkedHashMap<>(ProbeControlLayout.offsets());
        expected.put("sizeof", ProbeControlLayout.SIZE);
        assertThat(compiled(offsets("probe_config.h", "struct probe_control", ProbeControlLayout.offsets())))
                .isEqualTo(expected);
    }

    @Test
    void stagesHaveTheSameOrder() throws Exception {
        List<String> prints = new ArrayList<>();
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (ProbeStage stage : ProbeStage.values()) {
            String name = stage.name().toLowerCase(Locale.ROOT);
            prints.add("printf(\"" + name + " %d\\n\", STAGE_" + stage.name() + ");");
            expected.put(name, stage.ordinal());
        }
        prints.add("printf(\"stages %d\\n\", STAGES);");
        expected.put("stages", ProbeStage.values().length);
        assertThat(compiled(program("probe_config.h", prints))).isEqualTo(expected);
    }

    private static String offsets(String header, String type, Map<String, Integer> fields) {
        List<String> prints = new ArrayList<>();
        for (String field : fields.keySet()) {
            prints.add("printf(\"" + field + " %d\\n\", (int)offsetof(" + type + ", " + field + "));");
        }
        prints.add("printf(\"sizeof %d\\n\", (int)sizeof(" + type + "));");
        return program(header, prints);
    }

    private static String program(String header, List<String> prints) {
        return "#include <linux/types.h>\n#include <stddef.h>\n#include <stdio.h>\n#include \"" + header
                + "\"\nint main(void) {\n" + String.join("\n", prints) + "\nreturn 0;\n}\n";
    }

    private Map<String, Integer> compiled(String source) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("layout.c"), source);
        Path program = folder.resolve("layout");
        run("clang", "-I" + bpf(), file.toString(), "-o", program.toString());
        Map<String, Integer> values = new LinkedHashMap<>();
        for (String line : run(program.toString()).split("\n")) {
            values.put(line.substring(0, line.indexOf(' ')), Integer.valueOf(line.substring(line.indexOf(' ') + 1)));
        }
        return values;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static Path bpf() {
        return Path.of(System.getProperty("tokenflow.root", ".."), "bpf").toAbsolutePath();
    }
}
