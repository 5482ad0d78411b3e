/// The provider's invoices, mirrored.
@NullMarked
package io.tollgate.invoices;

import org.jspecify.annotations.NullMarked;
