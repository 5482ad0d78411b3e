/// Catalogs on Hibernate Reactive, and terms as stored.
@NullMarked
package io.tollgate.catalog.postgres;

import org.jspecify.annotations.NullMarked;
