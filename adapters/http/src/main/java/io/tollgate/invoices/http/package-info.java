/// Invoices over HTTP.
@NullMarked
package io.tollgate.invoices.http;

import org.jspecify.annotations.NullMarked;
