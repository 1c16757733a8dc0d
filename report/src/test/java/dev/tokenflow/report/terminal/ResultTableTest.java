package dev.tokenflow.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultTableTest {
    @Test
    void table() {
        assertThat(ResultTable.render(Sample.summary())).isEqualTo("""
                faulty link          unpaced  selfclocked  tokenflow-plain  tokenflow-plain against unpaced
                tokens delivered      12,591       17,918           18,000                       1.43x more
                token delay p50, ms    4,665        1,060             41.5                       112x lower
                token delay p95, ms    9,330        2,120               83                       112x lower
                token delay p99, ms   10,263        2,332             91.3                       112x lower
                TTFT p50, ms              61           61               61                             same
                TTFT p95, ms           2,333          530             20.8                       112x lower
                gap p99, ms            9,330        2,120               83                       112x lower
                stall ratio, %            31           31               31
                retransmits              700          700              700                             same
                RTT p50, ms               41           41               41                             same
                RTT p95, ms              933          212              8.3                       112x lower

                clean link: no figures

                token delay p95 by phase, ms  unpaced  selfclocked  tokenflow-plain  tokenflow-plain against unpaced
                congested (2 Mbit/s)            9,330        2,120               83                       112x lower

                verdict                                    value  target
                met      delay, unpaced / tokenflow-plain   112x  >= 10x
                unknown  loop latency p99                      -  < 1,000 ms
                """);
    }
}
