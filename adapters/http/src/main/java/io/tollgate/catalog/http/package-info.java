/// Plans and the catalog over HTTP.
@NullMarked
package io.tollgate.catalog.http;

import org.jspecify.annotations.NullMarked;
