package dev.tokenflow.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java that people copy from the README. */
class SnippetsTest {
    private static final String AROUND = """
            import dev.tokenflow.client.*;
            import dev.tokenflow.client.pacer.*;
            import dev.tokenflow.protocol.event.*;
            import dev.tokenflow.protocol.hint.*;
            import java.net.URI;
            import java.time.Duration;
            interface Tokens {
                boolean finished();
                boolean ended();
                int waiting();
                String take(int count);
                void await(long ns);
            }
            interface Reply {
                boolean isWritable();
                void write(String chunk);
            }
            class Snippet { void run(Tokens tokens, Reply reply) throws Exception {
            %s
            } }
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("snippets")
    void theReadmesJavaCompiles(String code) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of("-proc:none", "-d", folder.toString(), "-cp", classPath());
        boolean compiled = compiler.getTask(
                        said, null, null, options, null, List.of(new Source(AROUND.formatted(code))))
                .call();
        assertThat(compiled).as("%s", said).isTrue();
    }

    static Stream<String> snippets() {
        return Page.of("README.md").blocks().stream()
                .filter(block -> block.language().equals("java"))
                .map(block -> String.join("\n", block.code()));
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        private Source(String code) {
            super(URI.create("string:///Snippet.java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
