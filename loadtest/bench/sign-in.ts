/** Signs a demo persona in at the HTTP door; the access token. */
export const signIn = async (httpAddress: string, login: string): Promise<string> => {
  const answer = await fetch(`${httpAddress}/v1/identity/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login, password: "paywindow-demo" }),
  });
  const { accessToken } = (await answer.json()) as { accessToken?: string };
  if (!accessToken) throw new Error(`sign-in of ${login}: ${answer.status}`);
  return accessToken;
};
