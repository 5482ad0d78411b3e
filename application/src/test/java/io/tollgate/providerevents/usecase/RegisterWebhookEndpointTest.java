package io.tollgate.providerevents.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakeEventReader;
import io.tollgate.fixtures.fakes.FakeWebhookEndpoints;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Registration;
import io.tollgate.payments.WebhookEndpoint;
import io.tollgate.providerevents.usecase.EndpointOutcome.Known;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.Settings;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegisterWebhookEndpointTest {
    private static final URI WEBHOOKS = URI.create("https://billing.example.com/api/v1/webhooks/stripe");
    private static final Project ACME = new Project(Samples.ACME, "Acme", "default", Settings.defaults(), 1);
    private static final Set<String> TYPES = new FakeEventReader().types();

    private final FakeWebhookEndpoints endpoints = new FakeWebhookEndpoints();
    private final SurveyWebhookEndpoint survey = new SurveyWebhookEndpoint(endpoints, new FakeEventReader(), WEBHOOKS);
    private final RegisterWebhookEndpoint register = new RegisterWebhookEndpoint(survey, endpoints);

    @Test
    void what_is_not_registered_is_made_and_its_secret_shown_once() {
        assertThat(surveyed().current()).isNull();

        Known made = known(register.register(ACME, "op_1"));
        Known again = known(register.register(ACME, "op_2"));

        assertThat(made.secret()).isEqualTo("whsec_we_1");
        assertThat(made.toString()).doesNotContain("whsec_");
        assertThat(again.secret()).isNull();
        assertThat(again.registration()).isEqualTo(made.registration());
        assertThat(made.registration().isComplete()).isTrue();
        assertThat(made.registration().current())
                .isEqualTo(new WebhookEndpoint(
                        "we_1", WEBHOOKS.toString(), FakeWebhookEndpoints.VERSION, TYPES, true, "op_1", false));
        assertThat(all()).hasSize(1);
    }

    @Test
    void each_account_has_an_address_of_its_own() {
        Project other = new Project(Samples.OTHER, "Other", "second", Settings.defaults(), 1);

        assertThat(known(register.register(other, "op_1")).registration().url()).isEqualTo(WEBHOOKS + "/second-token");
    }

    @Test
    void what_is_not_as_wanted_is_brought_up_to_date() {
        has("we_0", FakeWebhookEndpoints.VERSION, Set.of("invoice.paid", "plan.created"), false, "op_0");
        assertThat(surveyed().missing()).containsExactly("checkout.session.completed");
        assertThat(surveyed().superfluous()).containsExactly("plan.created");

        Known updated = known(register.register(ACME, "op_1"));

        assertThat(updated.secret()).isNull();
        assertThat(updated.registration().isComplete()).isTrue();
        assertThat(surveyed()).isEqualTo(updated.registration());
        assertThat(all()).extracting(WebhookEndpoint::types).containsExactly(TYPES);
    }

    @Test
    void all_events_are_more_than_are_handled() {
        has("we_0", FakeWebhookEndpoints.VERSION, Set.of("*"), true, "op_0");

        assertThat(surveyed().missing()).isEmpty();
        assertThat(surveyed().superfluous()).containsExactly("*");
    }

    @Test
    void another_version_needs_another_endpoint_and_the_old_one_stays_until_the_new_one_is_believed() {
        has("we_0", "2025-03-31.basil", TYPES, true, "op_0");
        endpoints.configure("we_0");
        assertThat(surveyed().current()).isNull();

        Known made = known(register.register(ACME, "op_1"));
        assertThat(made.secret()).isEqualTo("whsec_we_1");
        assertThat(made.registration().superseded()).singleElement().satisfies(old -> {
            assertThat(old.id()).isEqualTo("we_0");
            assertThat(old.enabled()).isTrue();
        });
        endpoints.configure("we_1");
        Known believed = known(register.register(ACME, "op_2"));

        assertThat(believed.secret()).isNull();
        assertThat(believed.registration().superseded())
                .extracting(WebhookEndpoint::enabled)
                .containsExactly(false);
        assertThat(all()).extracting(WebhookEndpoint::enabled).containsExactly(false, true);
    }

    @Test
    void what_others_have_made_is_left_alone() {
        has("we_byhand", FakeWebhookEndpoints.VERSION, Set.of("*"), true, null);
        endpoints.has(
                Samples.STRIPE,
                new WebhookEndpoint(
                        "we_staging",
                        "https://staging.example.com/api/v1/webhooks/stripe",
                        FakeWebhookEndpoints.VERSION,
                        Set.of("*"),
                        true,
                        "op_staging",
                        null));

        Known made = known(register.register(ACME, "op_1"));

        assertThat(made.registration().superseded()).isEmpty();
        assertThat(all()).extracting(WebhookEndpoint::enabled).containsExactly(true, true, true);
    }

    @Test
    void of_two_that_register_at_once_the_first_stays_and_only_its_maker_has_the_secret() {
        endpoints.beforeMaking(() -> register.register(ACME, "op_1"));

        Known second = known(register.register(ACME, "op_2"));

        assertThat(second.secret()).isNull();
        assertThat(second.registration().current())
                .extracting(WebhookEndpoint::operation)
                .isEqualTo("op_1");
        assertThat(all()).extracting(WebhookEndpoint::enabled).containsExactly(true, false);
        assertThat(known(register.register(ACME, "op_3")).registration()).isEqualTo(second.registration());
    }

    @Test
    void a_call_that_is_sent_again_gets_the_secret_that_its_lost_answer_had() {
        register.register(ACME, "op_1");

        assertThat(known(register.register(ACME, "op_1")).secret()).isEqualTo("whsec_we_1");
        assertThat(all()).hasSize(1);
    }

    @Test
    void the_secret_is_shown_though_the_provider_is_gone_right_after() {
        endpoints.afterMaking(() -> endpoints.answer(new Outcome.Unknown<>("timeout")));

        Known made = known(register.register(ACME, "op_1"));

        assertThat(made.secret()).isEqualTo("whsec_we_1");
        assertThat(made.registration().isComplete()).isTrue();
    }

    @Test
    void without_an_address_or_a_provider_nothing_is_registered() {
        SurveyWebhookEndpoint nowhere = new SurveyWebhookEndpoint(endpoints, new FakeEventReader(), null);

        assertThat(new RegisterWebhookEndpoint(nowhere, endpoints).register(ACME, "op_1"))
                .isEqualTo(new EndpointOutcome.NoAddress());
        endpoints.answer(new Outcome.Unknown<>("timeout"));
        assertThat(register.register(ACME, "op_1")).isEqualTo(new EndpointOutcome.ProviderUnavailable());
        endpoints.answer(new Outcome.Declined<>("url_invalid", "Not a valid URL"));
        assertThat(register.register(ACME, "op_1"))
                .isEqualTo(new EndpointOutcome.Refused("url_invalid", "Not a valid URL"));
        assertThat(all()).isEmpty();
    }

    private void has(String id, String version, Set<String> types, boolean enabled, @Nullable String operation) {
        endpoints.has(
                Samples.STRIPE, new WebhookEndpoint(id, WEBHOOKS.toString(), version, types, enabled, operation, null));
    }

    private List<WebhookEndpoint> all() {
        return ((Outcome.Done<List<WebhookEndpoint>>) endpoints.list(Samples.STRIPE)).value();
    }

    private Registration surveyed() {
        return known(survey.survey(ACME)).registration();
    }

    private static Known known(EndpointOutcome outcome) {
        assertThat(outcome).isInstanceOf(Known.class);
        return (Known) outcome;
    }
}
