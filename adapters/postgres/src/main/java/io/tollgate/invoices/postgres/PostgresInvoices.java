package io.tollgate.invoices.postgres;

import io.tollgate.accounts.AccountId;
import io.tollgate.invoices.Invoice;
import io.tollgate.invoices.InvoiceView;
import io.tollgate.invoices.Invoices;
import io.tollgate.money.Money;
import io.tollgate.postgres.Database;
import io.tollgate.postgres.Statement;
import io.tollgate.postgres.Times;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Invoices on PostgreSQL.
@Singleton
public final class PostgresInvoices implements Invoices {
    /// The further state stays, and of two that are as far the later one; see [Invoice#LATER].
    private static final String MIRROR = """
            insert into invoices (project_id, invoice_id, user_id, subscription_id, status, total, amount_paid, currency,
                                  number, hosted_url, period_start, period_end, created_at, told_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            on conflict (project_id, invoice_id) do update
            set subscription_id = coalesce(excluded.subscription_id, invoices.subscription_id),
                status = excluded.status, total = excluded.total, amount_paid = excluded.amount_paid,
                currency = excluded.currency, number = excluded.number, hosted_url = excluded.hosted_url,
                period_start = excluded.period_start, period_end = excluded.period_end, told_at = excluded.told_at
            where invoices.user_id = excluded.user_id
              and (array_position(array['draft', 'open', 'uncollectible', 'void', 'paid', 'deleted'], excluded.status),
                   excluded.told_at, excluded.amount_paid, excluded.total)
                > (array_position(array['draft', 'open', 'uncollectible', 'void', 'paid', 'deleted'], invoices.status),
                   invoices.told_at, invoices.amount_paid, invoices.total)""";

    private static final String COLUMNS = """
            select invoice_id, user_id, subscription_id, status, total, amount_paid, currency, number, hosted_url,
                   period_start, period_end, created_at, told_at
            from invoices
            where project_id = $1 and status <> 'deleted'
            """;

    private final Database database;

    public PostgresInvoices(Database database) {
        this.database = database;
    }

    public static Statement mirror(AccountId account, Invoice invoice) {
        return Statement.of(
                MIRROR,
                account.project().value(),
                invoice.id(),
                account.user().value(),
                invoice.subscriptionId(),
                invoice.status().spelling(),
                invoice.total(),
                invoice.amountPaid().amount(),
                invoice.amountPaid().currency(),
                invoice.number(),
                invoice.hostedUrl(),
                Times.storedOrNull(invoice.periodStart()),
                Times.storedOrNull(invoice.periodEnd()),
                Times.stored(invoice.createdAt()),
                Times.stored(invoice.toldAt()));
    }

    @Override
    public List<InvoiceView> list(ProjectId project, @Nullable UserId user, @Nullable String before, int limit) {
        List<InvoiceView> views = new ArrayList<>();
        for (Row row : database.run(listing(project, user, before, limit))) {
            views.add(new InvoiceView(new UserId(row.getString("user_id")), invoice(row)));
        }
        return views;
    }

    /// Only what is asked for stands in the condition, so that each question finds its index.
    static Statement listing(ProjectId project, @Nullable UserId user, @Nullable String before, int limit) {
        List<Object> parameters = new ArrayList<>(List.of(project.value(), limit));
        StringBuilder where = new StringBuilder();
        if (user != null) {
            parameters.add(user.value());
            where.append("and user_id = $").append(parameters.size());
        }
        if (before != null) {
            parameters.add(before);
            where.append(" and (created_at, invoice_id) < (select created_at, invoice_id from invoices"
                            + " where project_id = $1 and invoice_id = $")
                    .append(parameters.size())
                    .append(")");
        }
        return Statement.of(
                COLUMNS + where + " order by created_at desc, invoice_id desc limit $2", parameters.toArray());
    }

    private static Invoice invoice(Row row) {
        return new Invoice(
                row.getString("invoice_id").substring("inv_".length()),
                row.getString("subscription_id"),
                status(row.getString("status")),
                row.getLong("total"),
                new Money(row.getLong("amount_paid"), row.getString("currency")),
                row.getString("number"),
                row.getString("hosted_url"),
                Times.readOrNull(row, "period_start"),
                Times.readOrNull(row, "period_end"),
                Times.read(row, "created_at"),
                Times.read(row, "told_at"));
    }

    private static Invoice.Status status(String spelling) {
        return Arrays.stream(Invoice.Status.values())
                .filter(status -> status.spelling().equals(spelling))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an invoice is stored as " + spelling));
    }
}
