package dev.tokenflow.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts of tokens as they stand in JSON: an assistant's answer in English (three of four seeds) or in Chinese and
 * Japanese, begun anywhere and read in a circle. A round is far longer than what a small window of history holds, so
 * the circle itself does not help a compressor.
 */
final class TokenText {
    private static final String ENGLISH = """
            Sure! Here is how I would think about moving the reports to the new warehouse, step by step.

            **1. Start with a copy.** Before you change anything, export the last twelve months of orders to \
            a separate \
            bucket and check that the row counts agree. It takes an hour or two, costs almost nothing, and gives your \
            colleagues something to compare against when a figure looks wrong in March.

            **2. Find the slow queries.** Most teams discover that fewer than ten statements cause nearly all of the \
            load. You can list them like this:

            ```sql
            SELECT query, calls, mean_exec_time
            FROM pg_stat_statements
            ORDER BY total_exec_time DESC
            LIMIT 10;
            ```

            If one of them joins "customers" with "invoices" on a text column, add an index first; that alone often \
            brings the time from 40 seconds down to less than 1. Otherwise, consider a materialized view which is \
            refreshed every night, because nobody reads yesterday's totals at 3 a.m. anyway.

            **3. Move the dashboards last.** People notice when a chart is different, even if the new number is the \
            correct one. Tell them what will change and why, keep both versions for two weeks, and write down every \
            question you get. In my experience half of these questions are about time zones: does a day begin at \
            midnight in Berlin, in New York, or in UTC? Decide it once, say it on the page, and never mix them.

            A few things that are easy to forget:

            - permissions of service accounts, which are usually granted by hand;
            - jobs that write their results back into the old database;
            - spreadsheets with a direct connection that no one remembers;
            - the cost of keeping two systems alive for longer than planned.

            Finally, don't try to be clever with the schema while you move. It's tempting to rename columns and drop \
            what seems unused, but every such change makes it harder to tell a mistake of the migration from a wanted \
            difference. Clean up afterwards, one small pull request at a time. Would you like me to draft a checklist \
            for your team, or should we look at the queries together first?

            """;

    private static final String EAST_ASIAN = """
            当然可以。下面我按照实际工作的顺序，说明怎样把这份年度报告改得更清楚。

            首先，请确认读者是谁。如果主要给管理层看，第一页就应该写结论：今年的收入增长了多少，原因是什么，明年需要做哪些决定。\
            细节和表格可以放在后面，或者单独做成附录。

            其次，数字要有可比的对象。单独写“客户满意度为八十七分”没有意义，应该同时给出去年的结果、行业平均值以及调查的人数。\
            图表不必太多，每一张图只回答一个问题，标题直接写答案。

            第三，注意语言。尽量用短句，避免重复的形容词；专业术语第一次出现时要解释。写完以后请一位没有参加项目的同事读一遍，\
            他提出的每个疑问都值得修改。

            日本のお客様向けには、もう少し丁寧な説明が必要です。例えば、納期が遅れた理由を先に述べ、その後で対策と新しい予定を示します。\
            数字は表にまとめ、責任者の名前と連絡先を最後に書いてください。会議の前日までに資料を送っておくと、当日の話し合いが短くなります。

            最后，请保留一个修改记录，写明日期、作者和原因。这样下一次更新时，不需要重新讨论已经决定的事情。需要我帮您把现有的目录重新整理一遍吗？

            """;

    /**
     * Words with their leading blank, short runs of digits and signs, line ends: about what byte-pair encoders make.
     */
    private static final Pattern ENGLISH_TOKEN =
            Pattern.compile(" ?[A-Za-z]{1,7}|[0-9]{1,3}| ?[^A-Za-z0-9\\s]{1,3}|\\n+|\\s");

    private static final Pattern EAST_ASIAN_TOKEN =
            Pattern.compile("\\p{IsHan}{1,2}|[\\p{IsHiragana}\\p{IsKatakana}]{1,3}|\\n+|.");

    private static final byte[][] ENGLISH_TOKENS = tokens(ENGLISH, ENGLISH_TOKEN);
    private static final byte[][] EAST_ASIAN_TOKENS = tokens(EAST_ASIAN, EAST_ASIAN_TOKEN);
    private static final int LANGUAGE_SHARES = 4;

    private final byte[][] tokens;
    private int next;

    private TokenText(byte[][] tokens, int first) {
        this.tokens = tokens;
        next = first;
    }

    /** The text of the answer with this seed. */
    static TokenText of(long seed) {
        SplittableRandom dice = new SplittableRandom(~seed);
        byte[][] tokens = dice.nextInt(LANGUAGE_SHARES) == 0 ? EAST_ASIAN_TOKENS : ENGLISH_TOKENS;
        return new TokenText(tokens, dice.nextInt(tokens.length));
    }

    /** The next token, escaped as in a JSON string; shared, do not change it. */
    byte[] next() {
        byte[] token = tokens[next];
        next = (next + 1) % tokens.length;
        return token;
    }

    private static byte[][] tokens(String text, Pattern form) {
        List<byte[]> all = new ArrayList<>();
        Matcher matcher = form.matcher(text);
        while (matcher.find()) {
            String json =
                    matcher.group().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            all.add(json.getBytes(StandardCharsets.UTF_8));
        }
        return all.toArray(new byte[0][]);
    }
}
