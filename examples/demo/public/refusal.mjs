// Shows the answer to the form beside it. Without this script the browser shows the same answer on a page.
const form = document.querySelector('#own-role');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  const response = await fetch(form.action, { method: 'POST', body });
  const answer = await response.text();
  form.querySelector('output').textContent =
    `${response.status} ${response.headers.get('content-type')}\n${answer}`;
});
