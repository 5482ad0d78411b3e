package io.tollgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Walks `docs/stripe-errors.md`: what of each row its last columns say is what a caller is answered.
class ProviderProblemsTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "stripe-errors.md");

    /// Name, as, outcome, our code, HTTP, shown.
    static List<List<String>> declined() throws IOException {
        List<List<String>> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| ") && line.contains("| Declined |"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList())
                .toList();
        assertThat(rows).hasSizeGreaterThan(200);
        return rows;
    }

    @ParameterizedTest
    @MethodSource("declined")
    void a_caller_is_answered_what_the_table_says(List<String> row) {
        Problem problem = Problem.ofProvider(row.get(3), row.get(5));

        assertThat(problem.code().status() + " " + problem.code().spelling()).isEqualTo(row.get(4));
        assertThat(problem.detail()).isEqualTo(row.get(5));
        assertThat(problem.extras()).containsEntry("reason", row.get(3));
    }
}
