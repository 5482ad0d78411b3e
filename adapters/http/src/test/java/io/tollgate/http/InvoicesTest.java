package io.tollgate.http;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.OTHER;
import static io.tollgate.http.Answers.as;
import static io.tollgate.http.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tollgate.accounts.AccountId;
import io.tollgate.invoices.Invoice;
import io.tollgate.money.Money;
import io.tollgate.providerevents.ProviderFact;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class InvoicesTest {
    private static final String ALL = "/api/v1/invoices";

    @Inject
    World world;

    private void told(AccountId account, String id, int later, Invoice.Status status, long total) {
        Invoice invoice = new Invoice(
                id,
                status == Invoice.Status.PAID ? "sub_1" : null,
                status,
                total,
                new Money(status == Invoice.Status.PAID ? 1999 : 0, "usd"),
                "A-1",
                "https://invoice.stripe.com/i/1",
                world.time.instant(),
                null,
                world.time.instant().plusSeconds(later),
                world.time.instant());
        world.tell(account, new ProviderFact.InvoiceTold(invoice, null));
    }

    @Test
    void a_users_invoices_are_shown_newest_first_page_by_page() {
        AccountId account = AccountId.of("acme", "invoiced");
        told(account, "in_a1", 1, Invoice.Status.PAID, 1999);
        told(account, "in_a2", 2, Invoice.Status.OPEN, -700);
        told(account, "in_a3", 3, Invoice.Status.DELETED, 100);
        String user = world.user("acme", "invoiced");

        Response all = as(user).get(ALL);
        Response first = as(world.appKey(ACME)).get(ALL + "?userId=invoiced&limit=1");
        Response second =
                as(user).get(ALL + "?limit=1&after=" + first.jsonPath().getString("nextCursor"));

        assertThat(all.jsonPath().getList("data.id")).isEqualTo(List.of("inv_in_a2", "inv_in_a1"));
        assertThat(all.jsonPath().getLong("data[0].total.amount")).isEqualTo(-700);
        assertThat(all.jsonPath().getString("data[1].status")).isEqualTo("paid");
        assertThat(all.jsonPath().getString("data[1].subscriptionId")).isEqualTo("sub_1");
        assertThat(all.jsonPath().getLong("data[1].amountPaid.amount")).isEqualTo(1999);
        assertThat(all.jsonPath().getString("data[1].hostedUrl")).startsWith("https://invoice.stripe.com/");
        assertThat(all.asString()).doesNotContain("null");
        assertThat(first.jsonPath().getList("data.id")).isEqualTo(List.of("inv_in_a2"));
        assertThat(second.jsonPath().getList("data.id")).isEqualTo(List.of("inv_in_a1"));
    }

    @Test
    void nobody_elses_are_shown() {
        told(AccountId.of("acme", "invoiced2"), "in_b1", 1, Invoice.Status.PAID, 1999);

        assertThat(as(world.user("acme", "mallory")).get(ALL).jsonPath().getList("data"))
                .isEmpty();
        assertProblem(as(world.user("acme", "mallory")).get(ALL + "?userId=invoiced2"), 404, "not_found");
        assertThat(as(world.appKey(OTHER))
                        .get(ALL + "?userId=invoiced2")
                        .jsonPath()
                        .getList("data"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"?limit=101, limit, out_of_range", "?after=ord_1, after, invalid_cursor"})
    void a_wrong_question_is_named(String query, String field, String code) {
        Response response = as(world.appKey(ACME)).get(ALL + query);

        assertProblem(response, 400, "invalid_request");
        assertThat(response.jsonPath().getString("errors.find { it.field == '" + field + "' }.code"))
                .isEqualTo(code);
    }
}
