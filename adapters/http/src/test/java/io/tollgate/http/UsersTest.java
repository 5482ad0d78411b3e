package io.tollgate.http;

import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Profile;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class UsersTest {
    @Inject
    World world;

    private Response patch(String user, String body) {
        return as(world.user("acme", user))
                .contentType("application/json")
                .body(body)
                .patch("/api/v1/users/" + user);
    }

    @Test
    void what_is_told_of_a_user_is_kept_and_not_shown() {
        Response told = patch("rita", "{\"email\": \"rita@app.test\", \"metadata\": {\"team\": \"blue\"}}");
        patch("rita", "{\"name\": \"Rita\"}");

        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.jsonPath().getString("userId")).isEqualTo("rita");
        assertThat(told.asString()).doesNotContain("rita@app.test");
        assertThat(world.database.accounts.profile(AccountId.of("acme", "rita")))
                .isEqualTo(new Profile(2, "rita@app.test", "Rita", Map.of("team", "blue")));
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', email, required",
        "'{\"email\": \"nobody\"}', email, invalid_email",
        "'{\"name\": \"4242 4242 4242 4242\"}', name, card_number",
        "'{\"metadata\": {\"tollgate_user\": \"bob\"}}', metadata.tollgate_user, reserved",
        "'{\"metadata\": {\"k\": null}}', metadata.k, required",
    })
    void wrong_fields_are_named(String body, String field, String code) {
        Response response = patch("sara", body);

        assertProblem(response, 400, "invalid_request");
        assertThat(response.jsonPath().getString("errors.find { it.field == '" + field + "' }.code"))
                .isEqualTo(code);
    }

    @Test
    void there_are_forty_keys_in_all() {
        assertThat(patch("tina", metadata("a", 40)).statusCode()).isEqualTo(200);

        assertProblem(patch("tina", metadata("b", 1)), 400, "invalid_request");
        assertThat(patch("tina", metadata("a", 1)).statusCode()).isEqualTo(200);
    }

    private static String metadata(String prefix, int keys) {
        return "{\"metadata\": {"
                + IntStream.range(0, keys)
                        .mapToObj(i -> "\"" + prefix + i + "\": \"v\"")
                        .collect(Collectors.joining(","))
                + "}}";
    }
}
