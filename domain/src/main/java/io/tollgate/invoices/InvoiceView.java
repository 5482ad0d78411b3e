package io.tollgate.invoices;

import io.tollgate.tenancy.UserId;

/// An invoice as it is shown.
public record InvoiceView(UserId user, Invoice invoice) {}
