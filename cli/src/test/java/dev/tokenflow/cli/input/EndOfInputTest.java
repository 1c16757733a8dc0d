package dev.tokenflow.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndOfInputTest {
    private final List<String> said = new ArrayList<>();

    @Test
    void runsWhatFollowsOnceEverythingIsRead() throws InterruptedException {
        InputStream in = new ByteArrayInputStream(new byte[100_000]);
        EndOfInput.then(in, () -> said.add("ended")).join();
        assertThat(said).containsExactly("ended");
        assertThat(in).isEmpty();
    }

    @Test
    void takesAnInputThatCannotBeReadForEnded() throws InterruptedException {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        };
        EndOfInput.then(broken, () -> said.add("ended")).join();
        assertThat(said).containsExactly("ended");
    }
}
