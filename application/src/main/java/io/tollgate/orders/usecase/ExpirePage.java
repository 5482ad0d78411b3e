package io.tollgate.orders.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.audit.Cause;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.payments.Outcome;
import io.tollgate.payments.Payments;
import io.tollgate.payments.ProviderAccount;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// Closes the hosted page of an order that is no longer wanted. Where the page is not known yet, it is found out
/// first.
public final class ExpirePage {
    private static final Cause CAUSE = Cause.system("expire-page");

    private final Projects projects;
    private final Payments payments;
    private final PageOpening pages;

    public ExpirePage(Projects projects, Accounts accounts, Payments payments, InstantSource clock) {
        this.projects = projects;
        this.payments = payments;
        this.pages = new PageOpening(projects, accounts, payments, clock);
    }

    /// @return false: the page may still be open, to be tried again
    public boolean expire(AccountId account, OrderId order) {
        return switch (pages.open(account, order, CAUSE)) {
            case PageOpening.Result.Open open -> !isEnded(open.order()) || close(account, open.page());
            case PageOpening.Result.NoPage _, PageOpening.Result.Refused _ -> true;
            case PageOpening.Result.Unknown _ -> false;
        };
    }

    /// Without having been paid.
    private static boolean isEnded(Order order) {
        return switch (order) {
            case Order.Canceled _, Order.Failed _, Order.Expired _ -> true;
            case Order.Pending _, Order.Processing _, Order.Paid _ -> false;
        };
    }

    /// One that is not open any more was paid or has ended: its own event tells. Any other refusal leaves it
    /// open, so that a dead job must tell somebody in the end.
    private boolean close(AccountId account, CheckoutPage page) {
        String provider = projects.find(account.project()).orElseThrow().providerAccount();
        return switch (payments.expireCheckout(new ProviderAccount(provider), page.sessionId())) {
            case Outcome.Done<String> _ -> true;
            case Outcome.Declined<String> declined -> declined.code().equals("not_open");
            case Outcome.Unknown<String> _ -> false;
        };
    }
}
