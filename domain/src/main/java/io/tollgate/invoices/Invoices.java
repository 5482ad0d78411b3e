package io.tollgate.invoices;

import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads of the mirrored invoices; they are written with the account's commit
/// ([io.tollgate.accounts.Effect.MirrorInvoice]).
public interface Invoices {
    /// Newest first, without deleted drafts.
    ///
    /// @param user null: of the whole project
    /// @param before the last id of the previous page
    List<InvoiceView> list(ProjectId project, @Nullable UserId user, @Nullable String before, int limit);
}
