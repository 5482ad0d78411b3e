package io.tollgate.refunds.usecase;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.audit.Cause;
import io.tollgate.orders.OrderId;
import io.tollgate.refunds.RefundId;
import io.tollgate.refunds.Refunding;
import io.tollgate.tenancy.Projects;
import java.time.InstantSource;

/// Finishes a refund that stopped between two steps.
public final class SendRefund {
    private static final Cause CAUSE = Cause.system("send-refund");

    private final RefundSending refunds;

    public SendRefund(Projects projects, Accounts accounts, Refunding refunding, InstantSource clock) {
        this.refunds = new RefundSending(projects, accounts, refunding, clock);
    }

    /// @return false: the provider's answer is still not known, to be tried again
    public boolean send(AccountId account, OrderId order, RefundId refund) {
        return !(refunds.send(refunds.sending(account, order, CAUSE), refund) instanceof RefundSending.Sent.Unknown);
    }
}
