package io.tollgate.payments.stripe;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.payments.DeclineReason;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Outcome.Declined;
import io.tollgate.payments.Outcome.Unknown;
import io.tollgate.payments.RefusalReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Walks `docs/stripe-errors.md`, so that it says what is so, of every error that there is.
class StripeErrorsTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "stripe-errors.md");

    /// @param section the heading above the table
    /// @param as type, status and perhaps code
    /// @param code ours
    record Row(String section, String name, List<String> as, String outcome, String code, String http, String shown) {
        static Row of(String section, List<String> cells) {
            return new Row(
                    section,
                    cells.get(0),
                    List.of(cells.get(1).split(", ")),
                    cells.get(2),
                    cells.get(3),
                    cells.get(4),
                    cells.get(5));
        }

        int status() {
            return Integer.parseInt(as.get(1));
        }

        StripeError error() {
            @Nullable String type = as.get(0).equals("none") ? null : as.get(0);
            return switch (section) {
                case "By code" -> new StripeError(type, name, null, null, null);
                case "Cards", "Other payment methods" -> new StripeError(type, "card_declined", name, null, null);
                case "Told by message or parameter" -> told(type, as.size() > 2 ? as.get(2) : null);
                default -> new StripeError(type, null, null, null, null);
            };
        }

        private StripeError told(@Nullable String type, @Nullable String code) {
            return name.startsWith("param: ")
                    ? new StripeError(type, code, null, name.substring("param: ".length()), null)
                    : new StripeError(type, code, null, null, name);
        }
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (String line : lines()) {
            if (line.startsWith("#")) {
                section = line.replaceFirst("^#+ ", "");
            } else if (line.startsWith("| ") && line.contains(", ") && !line.contains("| outcome |")) {
                rows.add(Row.of(
                        section.replaceFirst(",.*", ""),
                        Arrays.stream(line.substring(1).split("\\|", -1))
                                .map(cell -> cell.strip().replace("`", ""))
                                .toList()));
            }
        }
        return rows;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void every_row_is_what_comes_out(Row row) {
        Outcome<String> outcome = row.error().outcome(row.status());

        switch (row.outcome()) {
            case "Unknown" -> {
                assertThat(outcome).isInstanceOf(Unknown.class);
                assertThat(row.code() + row.shown()).isEmpty();
                assertThat(row.http()).isEqualTo("503 provider_unavailable");
            }
            case "Declined" -> assertThat(outcome).isEqualTo(new Declined<>(row.code(), row.shown()));
            default -> throw new AssertionError("no outcome: " + row);
        }
    }

    @Test
    void every_type_code_and_decline_code_of_stripes_has_its_row() {
        JsonNode stripes = enumerations();

        assertThat(names("By type")).isEqualTo(texts(stripes, "types"));
        assertThat(names("By code")).isEqualTo(texts(stripes, "codes"));
        assertThat(names("Cards")).isEqualTo(texts(stripes, "cardDeclineCodes"));
        assertThat(names("Other payment methods")).isEqualTo(texts(stripes, "otherDeclineCodes"));
    }

    /// The schema that the sandbox checks requests by: what it gains must come to our list, and so to the page.
    @Test
    void our_list_of_codes_is_the_schemas() throws IOException {
        JsonNode schemas = schema().path("components").path("schemas");

        for (String error : List.of(
                "PaymentIntent.LastPaymentError",
                "SetupIntent.LastSetupError",
                "SetupAttempt.SetupError",
                "Invoice.LastFinalizationError")) {
            JsonNode properties = schemas.path(error).path("properties");
            assertThat(enumerated(properties.path("code"))).as(error).isEqualTo(texts(enumerations(), "codes"));
            assertThat(enumerated(properties.path("type"))).as(error).isEqualTo(texts(enumerations(), "types"));
        }
    }

    /// Those that Stripe's README for us names by hand, whatever the list says.
    @Test
    void what_is_to_be_shown_and_what_is_not_is_in_the_list() {
        assertThat(texts(enumerations(), "cardDeclineCodes"))
                .contains(
                        "incorrect_cvc",
                        "expired_card",
                        "insufficient_funds",
                        "incorrect_zip",
                        "authentication_required",
                        "fraudulent",
                        "lost_card",
                        "stolen_card",
                        "merchant_blacklist");
    }

    private static Set<String> enumerated(JsonNode property) {
        assertThat(property.path("enum").isArray()).isTrue();
        return texts(property, "enum");
    }

    private static JsonNode schema() throws IOException {
        try (InputStream in = new GZIPInputStream(
                Objects.requireNonNull(StripeErrorsTest.class.getResourceAsStream("/sandbox/openapi.json.gz")))) {
            return new ObjectMapper().readTree(in);
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_reason_of_ours_comes_out_of_some_row(DeclineReason reason) {
        assertThat(rows()).anySatisfy(row -> assertThat(row.code()).isEqualTo(reason.code()));
    }

    @ParameterizedTest
    @EnumSource
    void every_refusal_of_ours_comes_out_of_some_row(RefusalReason reason) {
        assertThat(rows()).anySatisfy(row -> assertThat(row.code()).isEqualTo(reason.code()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fraudulent", "lost_card", "stolen_card", "merchant_blacklist", "pickup_card", "never_heard_of"})
    void what_would_help_a_thief_is_not_told_even_beside_a_code_that_is(String declineCode) {
        Outcome<String> outcome =
                new StripeError("card_error", "expired_card", declineCode, null, "Your card was stolen").outcome(402);

        assertThat(outcome).isEqualTo(new Declined<>("card_declined", DeclineReason.CARD_DECLINED.text()));
    }

    @Test
    void an_object_that_is_asked_for_by_its_own_id_may_be_missing_whatever_it_is() {
        Outcome<String> outcome = new StripeError(
                        "invalid_request_error", "resource_missing", null, "id", "No such customer: 'cus_1'")
                .outcome(404);

        assertThat(outcome).isEqualTo(new Declined<>("resource_missing", StripeError.REFUSED));
    }

    private static Set<String> names(String section) {
        return rows().stream()
                .filter(row -> row.section().equals(section))
                .map(Row::name)
                .collect(toSet());
    }

    private static Set<String> texts(JsonNode stripes, String field) {
        return stripes.path(field).valueStream().map(JsonNode::asText).collect(toSet());
    }

    private static JsonNode enumerations() {
        try (InputStream in = StripeErrorsTest.class.getResourceAsStream("/errors/enumerations.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
