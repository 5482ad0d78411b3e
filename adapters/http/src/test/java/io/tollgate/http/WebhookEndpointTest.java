package io.tollgate.http;

import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.payments.Outcome;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Settings;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Issuers.class)
class WebhookEndpointTest {
    private static final String PATH = "/api/v1/admin/provider/webhook-endpoint";

    @Inject
    World world;

    @Test
    void an_admin_registers_the_endpoint_of_its_own_account_and_sees_the_secret_once() {
        String admin = world.admin(project("solo"));

        Response before = as(admin).get(PATH);
        assertThat(before.jsonPath().getString("url"))
                .isEqualTo("https://billing.test/api/v1/webhooks/stripe/solo-token");
        assertThat(before.jsonPath().getString("endpoint")).isNull();
        String key = UUID.randomUUID().toString();
        Response made = as(admin).header("Idempotency-Key", key).post(PATH);
        Response replayed = as(admin).header("Idempotency-Key", key).post(PATH);
        Response again = as(admin).post(PATH);
        Response after = as(admin).get(PATH);

        assertThat(made.statusCode() + made.asString()).startsWith("201");
        assertThat(made.jsonPath().getString("secret")).startsWith("whsec_");
        assertThat(made.jsonPath().getString("endpoint.status")).isEqualTo("enabled");
        assertThat(made.jsonPath().getString("apiVersion")).isEqualTo("2026-07-29.dahlia");
        assertThat(replayed.statusCode()).isEqualTo(201);
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(replayed.asString()).doesNotContain("whsec_");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.asString()).isEqualTo(after.asString()).doesNotContain("whsec_");
        assertThat(after.jsonPath().getList("endpoint.missing")).isEmpty();
        assertThat(after.jsonPath().getList("endpoint.superfluous")).isEmpty();
        assertThat(after.jsonPath().getBoolean("endpoint.secretConfigured")).isFalse();
        assertThat(after.jsonPath().getList("superseded")).isEqualTo(List.of());
    }

    @Test
    void a_shared_account_is_the_operators() {
        String admin = world.admin(project("shared"));
        project("shared");

        assertProblem(as(admin).get(PATH), 403, "forbidden");
        assertProblem(as(admin).post(PATH), 403, "forbidden");
        assertThat(as(world.operator())
                        .header("X-Tollgate-Project", project("shared"))
                        .get(PATH)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void what_the_provider_does_not_do_is_said() {
        String admin = world.admin(project("stumbling"));

        world.webhookEndpoints.answer(new Outcome.Unknown<>("timeout"));
        assertProblem(as(admin).get(PATH), 503, "provider_unavailable");
        world.webhookEndpoints.answer(new Outcome.Declined<>("url_invalid", "Refused"));
        Response refused = as(admin).post(PATH);
        assertProblem(refused, 422, "provider_refused");
        assertThat(refused.jsonPath().getString("reason")).isEqualTo("url_invalid");
    }

    private String project(String providerAccount) {
        ProjectId id = new ProjectId(world.ids.next("p").replace('_', '-'));
        world.database.projects.create(new Project(id, id.value(), providerAccount, Settings.defaults(), 1));
        return id.value();
    }
}
