package dev.tollgate.provider;

import dev.tollgate.chat.GatewayException;

/**
 * Leave to call a provider once, with one of the gateway's keys there. It ends with the
 * call, or is given back where no call comes of it.
 */
public final class Permit implements Admission {

	private final ProviderCredential credential;

	Permit(ProviderCredential credential) {
		this.credential = credential;
	}

	/**
	 * The key that the provider is shown.
	 * @return the credential
	 */
	public ProviderCredential credential() {
		return this.credential;
	}

	/** The provider has begun to answer as it should, or has answered. */
	void succeeded() {
	}

	/** The call failed. */
	void failed(GatewayException failure) {
	}

	/** Gives the leave back, if it is not used up yet. */
	public void release() {
	}

}
