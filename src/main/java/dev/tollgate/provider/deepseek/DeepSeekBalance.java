package dev.tollgate.provider.deepseek;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.tollgate.provider.Balance;
import dev.tollgate.provider.BalanceQuery;
import dev.tollgate.provider.ProviderCredential;
import dev.tollgate.wire.Json;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/**
 * {@code GET /user/balance} (api-docs.deepseek.com, "Get User Balance").
 */
final class DeepSeekBalance implements BalanceQuery {

	private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

	@Override
	public String path() {
		return "/user/balance";
	}

	@Override
	public void authorize(HttpHeaders headers, ProviderCredential credential) {
		headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + credential.key());
	}

	@Override
	public List<Balance> read(byte[] body) {
		List<Balance> balances = new ArrayList<>();
		for (JsonNode info : Json.MAPPER.readTree(body).path("balance_infos")) {
			String currency = info.path("currency").asString("");
			// a label: of what a provider says only what is a currency
			if (CURRENCY.matcher(currency).matches()) {
				// amounts are decimal strings
				balances.add(new Balance(currency, new BigDecimal(info.path("total_balance").asString(""))));
			}
		}
		return balances;
	}

}
