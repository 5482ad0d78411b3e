/// Putting a catalog, and telling the provider of it.
@NullMarked
package io.tollgate.catalog.usecase;

import org.jspecify.annotations.NullMarked;
