import time
from playwright.async_api import expect
from tests.browser.widget import until
async def test_run(open_page, fake):
    t=time.time()
    def p(x): print(f"{time.time()-t:.2f} {x}")
    one = await (await open_page()).open()
    two = await (await open_page()).open()
    await one.ask("old"); p("asked")
    await expect(two.mine).to_have_count(1); p("two has")
    await one.menu("Start over")
    await one.panel.get_by_role("alertdialog").get_by_role("button", name="Start over").click(); p("started over")
    await expect(two.mine).to_have_count(0); p("two empty")
    await one.ask("new"); p("new asked")
    print(fake.arrived, [ (m["from"],m["text"]) for m in fake.talk.messages], len(fake.talks))
    await expect(two.mine).to_have_text(["You: new"]); p("two new")
