/// Asks a project's own user directory over HTTP. Nothing that it answers is believed beyond yes or no.
@NullMarked
package io.tollgate.tenancy.directory;

import org.jspecify.annotations.NullMarked;
