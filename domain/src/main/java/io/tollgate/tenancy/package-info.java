/// Projects (tenants), their apps, API keys and settings, and who calls. Nothing crosses projects.
@NullMarked
package io.tollgate.tenancy;

import org.jspecify.annotations.NullMarked;
